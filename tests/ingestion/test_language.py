"""English that is told without the identifier: never of a text that the identifier would refuse."""

import pytest

from app.ingestion.language import identified, plainly_english
from app.ingestion.sample import sample_articles

#: A sentence of news in many languages, with words among them that are spelt as English ones are.
FOREIGN = {
    "nl": (
        "De minister van Buitenlandse Zaken zei maandag dat de regering het akkoord met de buurlanden niet zal "
        "verlengen, omdat er geen zicht is op een oplossing van het conflict over de grens en de handel in olie en gas "
        "die was afgesproken."
    ),
    "de": (
        "Die Regierung in Berlin hat die neuen Sanktionen gegen Moskau am Montag scharf begrüßt, und der Minister "
        "sagte, er will mit den Partnern in der Union über weitere Schritte sprechen, die in der nächsten Woche "
        "beschlossen werden sollen."
    ),
    "da": (
        "Udenrigsministeren sagde mandag, at regeringen ikke vil forlænge aftalen med nabolandene, for der er ingen "
        "udsigt til en løsning på striden om grænsen, som har varet i flere år, og som by efter by har mærket."
    ),
    "no": (
        "Utenriksministeren sa mandag at regjeringen ikke vil forlenge avtalen med nabolandene, fordi det ikke er noen "
        "utsikt til en løsning på striden om grensen som har vart i flere år og som har kostet mange liv."
    ),
    "sv": (
        "Utrikesministern sade i måndags att regeringen inte vill förlänga avtalet med grannländerna, eftersom det inte "
        "finns någon utsikt till en lösning av tvisten om gränsen som har pågått under flera år och krävt många liv."
    ),
    "af": (
        "Die minister van buitelandse sake het Maandag gesê dat die regering nie die ooreenkoms met die buurlande sal "
        "verleng nie, want daar is geen uitsig op 'n oplossing van die geskil oor die grens en die handel in olie nie."
    ),
    "fr": (
        "Le président français a rencontré son homologue malien à Bamako mardi dernier, et les deux hommes ont parlé "
        "des forces qui se battent dans le nord du pays depuis plus de dix ans, sans que la paix soit en vue."
    ),
    "es": (
        "El gobierno de México condenó el ataque en la frontera norte del país y pidió a los Estados Unidos que no "
        "envíe más armas, porque has de saber que la paz no llega sola, dijo el ministro después de la reunión."
    ),
    "pt": (
        "O governo brasileiro condenou o ataque na fronteira norte do país e pediu aos Estados Unidos que não enviem "
        "mais armas, disse o ministro depois da reunião com os embaixadores dos países vizinhos."
    ),
    "it": (
        "Il governo italiano ha condannato l'attacco alla frontiera nord del paese e ha chiesto agli alleati di non "
        "inviare altre armi, ha detto il ministro dopo la riunione con gli ambasciatori dei paesi vicini in via di "
        "sviluppo."
    ),
    "ro": (
        "Guvernul de la București a condamnat atacul de la granița de nord a țării și a cerut aliaților să nu mai "
        "trimită arme, a spus ministrul după întâlnirea cu ambasadorii țărilor vecine care are loc în fiecare lună."
    ),
    "pl": (
        "Rząd w Warszawie potępił atak na północnej granicy kraju i zwrócił się do sojuszników, aby nie wysyłali więcej "
        "broni, powiedział minister po spotkaniu z ambasadorami krajów sąsiednich w poniedziałek."
    ),
    "tr": (
        "Ankara hükümeti ülkenin kuzey sınırındaki saldırıyı kınadı ve müttefiklerinden daha fazla silah "
        "göndermemelerini istedi, dedi bakan komşu ülkelerin büyükelçileriyle yaptığı toplantıdan sonra pazartesi günü."
    ),
    "id": (
        "Pemerintah Indonesia mengutuk serangan di perbatasan utara negara itu dan meminta sekutunya untuk tidak "
        "mengirim senjata lagi, kata menteri luar negeri setelah bertemu dengan para duta besar negara tetangga pada "
        "hari Senin."
    ),
    "vi": (
        "Chính phủ Việt Nam lên án vụ tấn công ở biên giới phía bắc và yêu cầu các đồng minh không gửi thêm vũ khí, bộ "
        "trưởng nói sau cuộc họp với các đại sứ của các nước láng giềng vào thứ Hai."
    ),
    "sw": (
        "Serikali ya Kenya ililaani shambulio katika mpaka wa kaskazini wa nchi hiyo na kuwaomba washirika wake "
        "wasitume silaha zaidi, alisema waziri baada ya kukutana na mabalozi wa nchi jirani siku ya Jumatatu."
    ),
    "tl": (
        "Kinondena ng pamahalaan ng Pilipinas ang pag-atake sa hilagang hangganan ng bansa at hiniling sa mga kaalyado "
        "na huwag nang magpadala ng mga armas, sabi ng ministro matapos makipagkita sa mga embahador noong Lunes."
    ),
    "ru": (
        "Правительство России осудило нападение на северной границе страны и попросило союзников не посылать больше "
        "оружия, сказал министр после встречи с послами соседних стран в понедельник."
    ),
    "ar": (
        "أدانت الحكومة الهجوم على الحدود الشمالية للبلاد وطلبت من الحلفاء عدم إرسال المزيد من الأسلحة، قال الوزير بعد "
        "لقائه سفراء الدول المجاورة يوم الاثنين في العاصمة."
    ),
    "zh": "外交部长星期一在首都会见邻国大使后表示，政府谴责北部边境的袭击事件，并要求盟国不要再运送武器，因为冲突已经持续多年。",
    "ja": "外務大臣は月曜日、首都で会談した後、北部国境への攻撃を非難し、同盟国にこれ以上武器を送らないよう求めたと述べた。",
    "hu": (
        "A budapesti kormány elítélte az ország északi határán történt támadást, és arra kérte a szövetségeseket, hogy "
        "ne küldjenek több fegyvert, mondta a miniszter a szomszédos országok nagyköveteivel tartott találkozó után."
    ),
    "fi": (
        "Helsingin hallitus tuomitsi hyökkäyksen maan pohjoisrajalla ja pyysi liittolaisia olemaan lähettämättä lisää "
        "aseita, ministeri sanoi tavattuaan naapurimaiden suurlähettiläät maanantaina pääkaupungissa."
    ),
    "cy": (
        "Condemniodd llywodraeth y wlad yr ymosodiad ar y ffin ogleddol a gofynnodd i'w chynghreiriaid beidio ag anfon "
        "mwy o arfau, meddai'r gweinidog ar ôl cwrdd â llysgenhadon y gwledydd cyfagos ddydd Llun."
    ),
}
ENGLISH = " ".join(article.text or "" for article in sample_articles())
SHARES = [n / 20 for n in range(1, 20)]


def beside(foreign: str, share: float, length: int) -> list[str]:
    """A text of which that share is English: before the rest, behind it, around it and within it."""
    own = ENGLISH[: int(share * length)]
    other = (f"{foreign} " * 40)[: length - len(own)]
    half, middle = len(own) // 2, len(other) // 2
    return [
        f"{own} {other}",
        f"{other} {own}",
        f"{own[:half]} {other} {own[half:]}",
        f"{other[:middle]} {own} {other[middle:]}",
    ]


@pytest.mark.parametrize("language", FOREIGN)
def test_no_foreign_text_is_plainly_english(language: str) -> None:
    assert identified(FOREIGN[language]) == language
    assert not any(plainly_english(f"{FOREIGN[language]} " * times) for times in (1, 3, 30))


@pytest.mark.parametrize("language", FOREIGN)
def test_whatever_is_plainly_english_is_so_to_the_identifier(language: str) -> None:
    mixed = [text for share in SHARES for length in (900, 3_500) for text in beside(FOREIGN[language], share, length)]
    plain = [text for text in mixed if plainly_english(text)]
    assert [text for text in plain if identified(text) is not None] == []


def test_most_news_is_plainly_english_and_nothing_short_is() -> None:
    parts = [ENGLISH[start : start + 2_500] for start in range(0, len(ENGLISH) - 2_500, 2_500)]
    plain = [part for part in parts if plainly_english(part)]
    assert len(plain) > 0.8 * len(parts) > 10
    assert all(identified(part) is None for part in plain)
    assert not plainly_english("")
    assert not plainly_english("The ministers who met that day said they would go. " * 2)


def test_half_an_english_text_is_not_enough() -> None:
    assert plainly_english(ENGLISH[:3_500])
    assert not any(plainly_english(text) for text in beside(FOREIGN["tl"], 0.7, 3_500))
    assert not plainly_english("".join(f"{word} 日本 " for word in ENGLISH[:3_500].split()))
