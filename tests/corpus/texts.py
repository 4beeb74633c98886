"""Lists in text: every encoding and every way to separate cells."""

import csv
import io
from collections.abc import Sequence

from tests.corpus.shelf import Rows, put, table

GERMAN = ("Vorname", "Nachname", "E-Mail-Adresse", "Firma")
ENGLISH = ("First name", "Last name", "E-mail", "Company")


def people(*names: str, company: str = "Example Works") -> list[tuple[str, ...]]:
    """Rows of first name, last name, an address, a company, for "First Last"."""
    found = []
    for number, name in enumerate(names, 1):
        first, _, last = name.partition(" ")
        found.append((first, last, f"person{number}@example.org", company))
    return found


def written(rows: Rows, delimiter: str = ",", end: str = "\r\n", *, quoted: bool = False) -> str:
    """The text of a table. A cell with any kind of line break is quoted, as every spreadsheet does."""
    text = io.StringIO(newline="")
    breaks = any(c in cell for row in rows for cell in row for c in "\r\n")
    quoting = csv.QUOTE_ALL if quoted or breaks else csv.QUOTE_MINIMAL
    csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
    return text.getvalue()


_LANGUAGES: tuple[tuple[str, str, str, Sequence[str], Sequence[str]], ...] = (
    (
        "german-excel.csv", "cp1252", ";", GERMAN,
        ("Jürgen Müller", "Käthe Weiß", "Björn Großmann", "Günther Schäfer", "Zoë Böhm", "Jörg O’Neil"),
    ),
    ("german-latin-1.csv", "latin-1", ";", GERMAN, ("Jürgen Müller", "Käthe Weiß", "Björn Großmann")),
    ("german-mac.csv", "mac_roman", ";", GERMAN, ("Jürgen Müller", "Käthe Weiß", "Björn Großmann")),
    (
        "french-excel.csv", "cp1252", ";", ("Prénom", "Nom de famille", "Courriel", "Société"),
        ("Hélène Lefèvre", "François Béranger", "Zoé Noël", "Anaïs Benoît", "Gérard Côté"),
    ),
    (
        "french-few.csv", "cp1252", ",", ENGLISH, ("Michèle Dupont", "Hélène Durand", "Paul Martin"),
    ),
    (
        "french-mac.csv", "mac_roman", ";", ("Prénom", "Nom de famille", "Courriel", "Société"),
        ("Hélène Lefèvre", "François Béranger", "Zoé Noël", "Anaïs Benoît"),
    ),
    (
        "spanish.txt", "cp1252", "\t", ("Nombre", "Apellidos", "Correo electrónico", "Empresa"),
        ("José Ibáñez", "María García", "Íñigo Muñoz", "Ángel Núñez", "Begoña Peña"),
    ),
    (
        "spanish-mac.csv", "mac_roman", ",", ("Nombre", "Apellidos", "Correo electrónico", "Empresa"),
        ("José Ibáñez", "María García", "Íñigo Muñoz"),
    ),
    (
        "portuguese.csv", "cp1252", ";", ("Nome próprio", "Sobrenome", "Endereço de e-mail", "Empresa"),
        ("João Simões", "Conceição Magalhães", "Inês Gonçalves", "Antônio Araújo"),
    ),
    ("italian.csv", "cp1252", ",", ("Nome", "Cognome", "Posta elettronica", "Azienda"),
     ("Nicolò Macrì", "Niccolò Cefalù", "Agnès Città")),
    ("nordic.csv", "cp1252", "|", ENGLISH, ("Åsa Sjöberg", "Søren Kjær", "Göran Ström", "Jørgen Bjørn")),
    ("nordic-mac.csv", "mac_roman", "\t", ENGLISH, ("Åsa Sjöberg", "Søren Kjær", "Göran Ström")),
    ("irish.csv", "cp1252", ",", ENGLISH, ("Seán O’Neil", "Siobhán D’Arcy", "Pat Murphy")),
    ("capitals.csv", "cp1252", ";", ("NOM DE FAMILLE", "PRÉNOM", "COURRIEL", "SOCIÉTÉ"),
     ("LEFÈVRE HÉLÈNE", "MÜLLER JÜRGEN", "GARCÍA JOSÉ")),
    (
        "polish.csv", "cp1250", ";", ("Imię", "Nazwisko", "Adres e-mail", "Firma"),
        ("Łukasz Wiśniewski", "Paweł Dąbrowski", "Małgorzata Kamińska", "Jędrzej Zięba", "Józef Wójcik"),
    ),
    ("polish-few.csv", "cp1250", ",", ENGLISH, ("Paweł Kowalski", "Anna Nowak")),
    ("czech.csv", "cp1250", ";", ENGLISH, ("Jiří Dvořák", "Zdeněk Růžička", "Petra Nováčková")),
    ("hungarian.tsv", "cp1250", "\t", ENGLISH, ("László Kőszegi", "Győző Erdős", "Zsófia Szűcs")),
    ("romanian.csv", "cp1250", ",", ENGLISH, ("Ştefan Crăciun", "Ioana Bărbulescu", "Răzvan Ionaşcu")),
    ("croatian.csv", "cp1250", ";", ENGLISH, ("Željko Marković", "Siniša Perić", "Đurđa Horvatić")),
    ("russian.csv", "cp1251", ";", ("Имя", "Фамилия", "E-mail", "Компания"),
     ("Анастасия Кузнецова", "Дмитрий Соколов", "Екатерина Попова")),
    ("ukrainian.csv", "cp1251", ",", ENGLISH, ("Олексій Шевченко", "Наталія Бойко", "Їжак Ґалаґан")),
    ("japanese.csv", "shift_jis", ",", ("名", "姓", "メールアドレス", "会社"),
     ("さくら 田中", "太郎 鈴木", "はなこ 高橋", "ケンジ 渡辺")),
    ("japanese-kanji.csv", "shift_jis", ",", ENGLISH, ("健太 山本", "真由美 井上", "隆 斎藤")),
    ("japanese-euc.csv", "euc_jp", ",", ("名", "姓", "メールアドレス", "会社"),
     ("さくら 田中", "太郎 鈴木", "はなこ 高橋")),
    ("japanese-euc-kanji.csv", "euc_jp", "\t", ENGLISH, ("健太 山本", "真由美 井上", "隆 斎藤")),
    ("chinese-simplified.csv", "gb18030", ",", ("名字", "姓氏", "电子邮件", "公司"),
     ("小明 王", "建国 李", "伟 张", "洋 刘")),
    ("chinese-traditional.csv", "big5", ",", ("名字", "姓氏", "電子郵件", "公司"),
     ("志明 陳", "淑芬 林", "俊傑 黃", "怡君 張")),
    ("korean.csv", "euc_kr", ",", ENGLISH, ("민수 김", "영희 이", "지훈 박", "수진 최")),
)  # fmt: skip


def _languages() -> None:
    for name, encoding, delimiter, header, names in _LANGUAGES:
        rows = people(*names)
        content = written([header, *rows], delimiter).encode(encoding)
        # Without the bytes 80 to 9F the two are one.
        told = "cp1252" if encoding == "latin-1" else encoding
        put(name, content, **table(header, rows, encoding=told, delimiter=delimiter))


def _unicode() -> None:
    rows = people(
        "Zoë Ōta", "Łukasz Żak", "Αθηνά Παππά", "Мария Соколова", "さくら 田中", "نور الهاشمي", "😀 Smile"
    )
    text = written([ENGLISH, *rows])
    tabs = written([ENGLISH, *rows], "\t")
    for name, content, encoding, delimiter in (
        ("utf-8.csv", text.encode(), "utf-8", ","),
        ("utf-8-with-mark.csv", b"\xef\xbb\xbf" + text.encode(), "utf-8", ","),
        ("unicode-text-of-excel.txt", b"\xff\xfe" + tabs.encode("utf-16-le"), "utf-16-le", "\t"),
        ("utf-16-be-with-mark.csv", b"\xfe\xff" + text.encode("utf-16-be"), "utf-16-be", ","),
        ("utf-16-le.csv", text.encode("utf-16-le"), "utf-16-le", ","),
        ("utf-16-be.csv", text.encode("utf-16-be"), "utf-16-be", ","),
        ("unicode-text-named.xls", b"\xff\xfe" + tabs.encode("utf-16-le"), "utf-16-le", "\t"),
    ):
        put(name, content, **table(ENGLISH, rows, encoding=encoding, delimiter=delimiter))


def _dialects() -> None:
    rows = people("Ada Lane", "Bob Stone", "Cy Waters")
    utf = {"encoding": "utf-8"}

    def keep(name: str, text: str, delimiter: str = ",", **expected: object) -> None:
        put(name, text.encode(), **table(ENGLISH, rows, **utf, delimiter=delimiter) | expected)

    whole = [ENGLISH, *rows]
    keep("lf.csv", written(whole, end="\n"))
    keep("cr.csv", written(whole, end="\r"))
    keep("no-end.csv", written(whole).rstrip())
    keep("pipe.txt", written(whole, "|"), "|")
    keep("quoted.csv", written(whole, ";", quoted=True), ";")
    keep("sep-line.csv", "sep=;\r\n" + written(whole, ";"), ";", header_line=2, lines=[3, 4, 5])
    keep("space-after-comma.csv", "".join('"' + '", "'.join(row) + '"\n' for row in whole))
    title = "Guests of the spring launch,,,\r\nexported on Monday,,,\r\n,,,\r\n"
    keep("title-rows.csv", title + written(whole), header_line=4, lines=[5, 6, 7])
    blank = written(whole[:2]) + "\r\n,,,\r\n" + written(whole[2:]) + "\r\n"
    keep("blank-rows.csv", blank, lines=[2, 5, 6], blank=3)
    ragged = ",".join(ENGLISH) + "\nAda,Lane,ada@example.org\nBob,Stone,bob@example.org,Works,more\n"
    ragged_rows = [
        ["Ada", "Lane", "ada@example.org", ""],
        ["Bob", "Stone", "bob@example.org", "Works", "more"],
    ]
    keep("ragged.csv", ragged, rows=ragged_rows, lines=[2, 3])
    odd = [
        ("Ada", 'Lane "Lou"', "ada@example.org", "Lane, Lou & Co"),
        ("Bob", "Stone", "bob@example.org", "A\nB"),
    ]
    keep("quotes-and-breaks.csv", written([ENGLISH, *odd], end="\n", quoted=True), rows=odd, lines=[2, 3])
    breaks = [
        ("Ada", "Lane", "ada@example.org", "One\r\nTwo\r\nThree"),
        ("Bob", "Stone", "bob@example.org", "x"),
    ]
    keep("breaks-in-cells.csv", written([ENGLISH, *breaks], ";"), ";", rows=breaks, lines=[2, 5])
    commas = [("Ada", "Lane, Lou", "ada@example.org", "a, b"), ("Bob", "Stone", "bob@example.org", "c, d")]
    keep("commas-between-semicolons.csv", written([ENGLISH, *commas], ";"), ";", rows=commas, lines=[2, 3])
    numbers = [("Ada", "Lane", "ada@example.org", "1,5"), ("Bob", "Stone", "bob@example.org", "00123")]
    keep("numbers.csv", written([ENGLISH, *numbers], ";"), ";", rows=numbers, lines=[2, 3])
    none = ["Column 1", "Column 2", "Column 3", "Column 4"]
    keep("no-header.csv", written(rows), header=none, header_line=None, lines=[1, 2, 3])
    odd_words = ("Pierwszy", "Drugi", "Kontakt", "Dzial")
    keep("unknown-words.csv", "Lista,,,\n" + written([odd_words, *rows], end="\n"), header=odd_words,
         header_line=2, lines=[3, 4, 5])  # fmt: skip
    alone = [[row[2]] for row in rows]
    keep(
        "addresses-only.txt",
        written(alone),
        header=["Column 1"],
        header_line=None,
        rows=alone,
        lines=[1, 2, 3],
    )


def _control_characters() -> None:
    rows = [("Ada", "La\0ne", "ada@example.org", "Works"), ("Bob", "Stone", "bob@example.org", "\x07Bell"),
            ("Cy", "Waters", "cy@example.org", "Works")]  # fmt: skip
    text = "".join(",".join(row) + "\r\n" for row in (ENGLISH, *rows))
    note = "Lines 2 and 3 have control characters, which no name contains."
    put(
        "control-characters.csv",
        text.encode(),
        **table(ENGLISH, rows, encoding="utf-8", delimiter=",", notes=[note]),
    )


def _ambiguous() -> None:
    """Bytes that make sense in more than one way: these ask."""
    for name, encoding, words in (
        ("ambiguous-two-regions.csv", "cp1250", ("Ana Perić", "Bob Stone")),
        ("ambiguous-one-letter.csv", "cp1252", ("Ana Bêz", "Bob Stone")),
        ("ambiguous-nonsense.csv", "cp1252", ("Ana x¤¦y", "Bob Stone")),
    ):
        rows = people(*words)
        content = written([ENGLISH, *rows]).encode(encoding)
        told = table(ENGLISH, rows, delimiter=",")
        put(name, content, **told | {"asks": True, "chosen": encoding})


def make() -> None:
    """Write them all."""
    _languages()
    _unicode()
    _dialects()
    _control_characters()
    _ambiguous()
