"""Names for practice registrants, in many scripts. Each name is written beside its ASCII form for e-mail.

Every person is invented; the e-mail domains are reserved for documentation (RFC 2606).
"""

from collections.abc import Sequence
from dataclasses import dataclass

Spelled = tuple[str, str]


@dataclass(frozen=True, slots=True)
class NameGroup:
    """Given and family names that go together. ``weight``: how often the group is drawn."""

    weight: int
    given: Sequence[Spelled]
    family: Sequence[Spelled]


def _spelled(text: str) -> tuple[Spelled, ...]:
    pairs = []
    for entry in text.split(","):
        name, _, ascii_form = entry.strip().partition("/")
        pairs.append((name, (ascii_form or name).lower().replace(" ", "").replace("'", "").replace("’", "")))
    return tuple(pairs)


NAME_GROUPS = (
    NameGroup(
        30,
        _spelled(
            "Olivia, Noah, Emma, Liam, Grace, Ethan, Chloe, Mason, Ruby, Logan, Hannah, Caleb, Nora, "
            "Owen, Mary-Kate, Jean-Luc, Anne-Marie, J., T. J./tj, Bo, Al, Priya, Darnell, Keisha, "
            "Siobhán/siobhan"
        ),
        _spelled(
            "Smith, Johnson, Brown, Taylor, Walker, O'Brien, O’Connor/oconnor, D'Angelo, McAllister, "
            "Smith-Jones, de la Cruz/delacruz, van der Berg/vanderberg, St. John/stjohn, Fitzgerald, "
            "Nguyen, Okafor, X, Mac an tSaoi/macantsaoi, Washington, Kim, Patel, Lee, Wong, "
            "Hernandez, Abernathy III/abernathy"
        ),
    ),
    NameGroup(
        16,
        _spelled(
            "Jürgen/juergen, Zoë/zoe, François/francois, Søren/soren, Łukasz/lukasz, Žofie/zofie, "
            "Ágnes/agnes, İbrahim/ibrahim, Ñusta/nusta, Ştefan/stefan, Þórunn/thorunn, "
            "Đorđe/djordje, Åsa/asa, Inês/ines, José María/josemaria, Benoît/benoit, "
            "Kateřina/katerina, Jānis/janis, Ayşe/ayse, Õnne/onne"
        ),
        _spelled(
            "Müller/mueller, Lefèvre/lefevre, Ångström/angstrom, Wałęsa/walesa, Dvořák/dvorak, "
            "Győrffy/gyorffy, Çelik/celik, Núñez de Balboa/nunezdebalboa, Brâncuși/brancusi, "
            "Sæmundsdóttir/saemundsdottir, Đoković/djokovic, von Weizsäcker/vonweizsaecker, "
            "São João/saojoao, Kļaviņš/klavins, Ødegård/odegard, Straße/strasse, D’Amico/damico, "
            "Šarūnas/sarunas, Nguyễn/nguyen, Ó Súilleabháin/osuilleabhain"
        ),
    ),
    NameGroup(
        8,
        _spelled(
            "Анна/anna, Дмитрий/dmitri, Олена/olena, Юлия/yulia, Тарас/taras, Ђорђе/djordje, "
            "Мария/maria, Іван/ivan"
        ),
        _spelled(
            "Иванова/ivanova, Шевченко/shevchenko, Ковальчук/kovalchuk, Петров-Водкин/petrovvodkin, "
            "Љубић/ljubic, Ёлкина/elkina, Їжак/yizhak"
        ),
    ),
    NameGroup(
        4,
        _spelled(
            "Ελένη/eleni, Γιώργος/giorgos, Μαρία/maria, Άγγελος/angelos, Σοφία/sofia, Οδυσσέας/odysseas"
        ),
        _spelled(
            "Παπαδοπούλου/papadopoulou, Νικολάου/nikolaou, Γεωργίου/georgiou, "
            "Κωνσταντινίδης/konstantinidis, Ωραιόπουλος/oraiopoulos"
        ),
    ),
    NameGroup(
        8,
        _spelled(
            "伟/wei, 小明/xiaoming, 芳/fang, 佳慧/jiahui, 大輔/daisuke, さくら/sakura, 健太/kenta, "
            "アイコ/aiko, 지훈/jihun, 서연/seoyeon, 민준/minjun, 思妤/siyu"
        ),
        _spelled(
            "王/wang, 李/li, 张/zhang, 歐陽/ouyang, 佐藤/sato, 鈴木/suzuki, 髙橋/takahashi, "
            "𠮷田/yoshida, 김/kim, 이/lee, 박/park, 陳/chen"
        ),
    ),
    NameGroup(
        5,
        _spelled(
            "محمد/mohammed, فاطمة/fatima, عبد الرحمن/abdulrahman, ليلى/layla, یوسف/yousef, "
            "زهرا/zahra, أحمد/ahmed"
        ),
        _spelled(
            "الحسن/alhassan, القحطاني/alqahtani, بن علي/benali, حسینی/hosseini, النجار/alnajjar, خان/khan"
        ),
    ),
    NameGroup(
        3,
        _spelled("נועה/noa, דוד/david, תמר/tamar, יוסף/yosef, אסתר/esther"),
        _spelled("כהן/cohen, לוי/levi, בן־דוד/bendavid, מזרחי/mizrahi, פרידמן/friedman"),
    ),
    NameGroup(
        5,
        _spelled("प्रिया/priya, अर्जुन/arjun, दीपिका/deepika, राहुल/rahul, आराध्या/aaradhya, ज्योति/jyoti"),
        _spelled(
            "शर्मा/sharma, वर्मा/verma, सिंह/singh, अग्रवाल/agarwal, मिश्रा/mishra, चट्टोपाध्याय/chattopadhyay"
        ),
    ),
    NameGroup(
        3,
        _spelled("สมชาย/somchai, กัญญา/kanya, ณัฐพล/nattapon, พิมพ์ชนก/pimchanok, อรทัย/orathai"),
        _spelled("ศรีสุข/srisuk, วงศ์ใหญ่/wongyai, จันทร์เพ็ญ/chanpen, บุญมี/boonmee, ธนากร/thanakorn"),
    ),
    NameGroup(
        3,
        _spelled("გიორგი/giorgi, ნინო/nino, Արամ/aram, Անի/ani, ዳዊት/dawit, ሰላም/selam, தமிழ்/tamil, মিতা/mita"),
        _spelled(
            "ბერიძე/beridze, კაპანაძე/kapanadze, Սարգսյան/sargsyan, Պետրոսյան/petrosyan, "
            "ተስፋዬ/tesfaye, முருகன்/murugan, সেন/sen"
        ),
    ),
)

DOMAINS = (
    "acme.example.com",
    "northwind.example.com",
    "globex.example.org",
    "initech.example.net",
    "umbrella-clinics.example.org",
    "stadtwerke.example.net",
    "lumiere.example.com",
    "harbour-bank.example.com",
    "example.com",
    "example.org",
    "mail.example.net",
    "students.example.org",
)

SOURCES = (
    "newsletter",
    "partner-mail",
    "search-ad",
    "linkedin",
    "booth-qr",
    "customer-invite",
    "blog",
    "Sales follow-up (Q4)",
)

COMPANIES = (
    "Acme",
    "Northwind Traders",
    "Globex",
    "Initech",
    "Umbrella Clinics",
    "Stadtwerke Süd",
    "Lumière & Fils",
    "Harbour Bank",
    "株式会社さくら",
)
QUESTIONS = (
    "How does this work with our CRM?",
    "Will there be a recording?",
    "Can attendees ask questions anonymously?",
    "Gibt es die Folien hinterher?",
    "¿Habrá subtítulos en español?",
    "資料は後で共有されますか？",
    'Price for 50 seats, "all in", please; thanks!',
)
