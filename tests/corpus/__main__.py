"""Write the corpus anew. Needs openpyxl, XlsxWriter and LibreOffice (``soffice``)."""

from tests.corpus import books, by_hand, refused, texts
from tests.corpus.shelf import FOLDER

if __name__ == "__main__":
    for old in FOLDER.iterdir():
        old.unlink()
    texts.make()
    books.make()
    by_hand.make()
    refused.make()
    print(f"{len(list(FOLDER.glob('*.expected.json')))} files in {FOLDER.name}")
