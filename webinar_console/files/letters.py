"""Which letters the names of people are made of, script by script: what tells one encoding from another.

Only letters beyond ASCII stand here. For Latin letters a weight says how common a letter is in names of its
part of Europe, and what usually comes behind it ("$" is the end of the word, "" anything).
"""

from collections.abc import Mapping

#: Western Europe: Windows-1252, Latin-1, Mac Roman.
WESTERN: Mapping[str, tuple[float, str]] = {
    "é": (1.0, ""), "è": (0.7, ""), "ê": (0.5, "nstmrcgv"), "ë": (0.6, ""), "ü": (1.0, ""), "ä": (1.0, ""),
    "ö": (1.0, ""), "ß": (0.9, "aeiou$tlmnbw"), "á": (0.9, ""), "í": (0.9, ""), "ó": (0.9, ""),
    "ú": (0.7, ""),
    "ñ": (0.8, "aeiouáéíóú$"), "ç": (0.7, "aoueãáon$"), "ã": (0.7, "oe"), "õ": (0.6, "e"), "å": (0.7, ""),
    "ø": (0.7, ""), "æ": (0.6, ""), "ï": (0.5, ""), "î": (0.5, "nltfd$"), "ô": (0.5, "tmlnp"), "â": (0.4, ""),
    "û": (0.2, "tlc"), "ù": (0.5, "$"), "ì": (0.6, "$"), "ò": (0.7, "$"), "à": (0.7, "$"), "ý": (0.3, ""),
    "ð": (0.4, ""), "þ": (0.3, ""), "š": (0.4, ""), "ž": (0.3, ""), "œ": (0.4, "ui"), "ÿ": (0.1, "$"),
}  # fmt: skip
#: Central Europe: Windows-1250.
CENTRAL: Mapping[str, tuple[float, str]] = {
    "ł": (1.0, ""), "ą": (0.8, ""), "ę": (0.6, ""), "ś": (0.9, ""), "ż": (0.8, ""), "ź": (0.6, ""),
    "ć": (0.8, ""), "ń": (0.8, "scczkb$"), "ó": (0.9, ""), "á": (0.9, ""), "é": (0.9, ""), "í": (0.9, ""),
    "č": (0.9, ""), "ř": (0.8, ""), "š": (0.9, ""), "ž": (0.9, ""), "ě": (0.7, ""), "ů": (0.6, ""),
    "ý": (0.7, ""), "ő": (0.6, "bcdfghjklmnprstvz$"), "ű": (0.4, ""),
    "ă": (0.6, "bcdfghjklmnprstuvzşţ$"), "ş": (0.5, ""), "ţ": (0.5, ""),
    "â": (0.4, ""), "î": (0.4, ""), "ö": (0.8, ""), "ü": (0.8, ""), "ä": (0.6, ""), "đ": (0.4, ""),
    "ľ": (0.4, ""), "ň": (0.3, ""), "ť": (0.3, ""), "ď": (0.2, ""), "ô": (0.3, ""), "ú": (0.7, ""),
    "ß": (0.4, ""), "ç": (0.2, ""), "ë": (0.3, ""), "ĺ": (0.1, ""), "ŕ": (0.1, ""),
}  # fmt: skip
#: Accented letters that stand for a consonant; all others are vowels.
CONSONANTS = frozenset("ßñçðþšžłśżźćńčřşţđľňťďĺŕ")
VOWELS = frozenset("aeiouy")
SELDOM_AFTER_VOWELS = frozenset("èêìòùøå")
#: Beside other vowels in João and Simões.
NASAL = frozenset("ãõ")

CYRILLIC = frozenset("оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфё")
CYRILLIC_RARE = frozenset("ъіїєґђјљњћџўѓќ")

# Characters that are common in names, in the words of a header and in the names of companies.
JAPANESE = frozenset(
    "田中山本佐藤鈴木高橋伊渡辺井村上野林清水松口小加吉斎坂原石川長谷岡部三浦大森池内島西東北南前後青福安今宮崎武"
    "千葉菊地久保和杉近新平丸太郎一二子美香恵由紀優花奈真陽翔蓮悠健介誠直樹人仁隆明博雄夫男幸正義之勝彦浩司史竹"
    "氏名前様電話番号会社部署役職住所株式参加者申込登録日本京都府県市区町姓語桜結衣拓也翼愛沙織智里亜希洋秀和"
)
SIMPLIFIED = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜"
    "崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔向汤伟芳娜秀英敏静丽"
    "强磊军洋勇艳杰娟涛明超霞平刚桂兰华红玉建国文志永春晓小燕梅玲丹婷浩宇轩子涵欣怡佳思雨梓一诺姓名邮箱电子件手机"
    "公司职位话地址部门字城市北京上海广州深圳先生女士同事朋友的和有限"
)
TRADITIONAL = frozenset(
    "陳林黃張李王吳劉蔡楊許鄭謝郭洪邱曾廖賴徐周葉蘇莊呂江何蕭羅高潘簡朱鍾彭游詹胡施沈余趙盧梁顏柯孫魏翁戴范宋方"
    "鄧杜傅侯曹溫薛丁馬蔣唐卓藍馮姚石董紀歐程連古汪湯姜田康鄒白涂尤巫韓龔嚴袁金童陸夏柳邵錢伍倪志明俊傑建宏淑芬"
    "美玲雅婷怡君家豪冠宇承恩品妍子晴詩涵宜蓁惠麗華秀英文雄國榮姓名電子郵件信箱公司職稱話地址部門手機台北臺灣香港"
    "先生小姐有限"
)
KOREAN = frozenset(
    "김이박최정강조윤장임한오서신권황안송류유전홍고문양손배백허남심노하곽성차주우구민진지나엄채원천방공현함변염여추"
    "도소석선설마길연위표명기반라왕금옥육인맹제모탁국수영은희경미숙순자호준예승태훈재동건혁철환찬빈슬아름메일회사"
    "부번화직책참가등록"
)
