"""Sentences that lead a careless reader astray: what did not happen, what only might, and who only says so."""

import pytest

from graph.coding import Coder
from tests.coding.facts import Case, cases, facts, parameters, said

TRAPS: dict[str, str] = {
    "refused": """
Syria refused to release the Turkish pilots.
  => SYR rejects TUR; !SYR makes_peace_with TUR; !SYR makes_peace_with TUR planned
Iran refused to sell oil to Japan.
  => !IRN cooperates_economically_with JPN; !IRN cooperates_economically_with JPN planned
Hungary refused to arm Ukraine. => HUN arms UKR negated; !HUN arms UKR
Poland refused to extradite the spy to Russia. => POL extradites_to RUS negated
Egypt has refused to recognise Somaliland. => EGY recognises NSA:SOMALILAND negated
India declined to condemn Russia. => IND criticises RUS negated
Serbia refuses to impose sanctions on Russia. => SRB sanctions RUS negated
Kenya failed to defend Somalia. => KEN supports SOM negated
Jordan's refusal to attack Iraq angered Washington. => !JOR attacks IRQ
Israel, refusing to free the Lebanese prisoners, closed the border with Lebanon.
  => ISR sanctions LBN; !ISR makes_peace_with LBN
Turkey would not let Russian ships pass and refused to arm Georgia. => TUR arms GEO negated
""",
    "may": """
North Korea may attack South Korea. => PRK attacks KOR hypothetical
Russia might invade Moldova, officials in Kyiv fear. => RUS occupies MDA hypothetical
China could sanction Lithuania over the visit. => CHN sanctions LTU hypothetical
Iran would bomb Israel. => IRN attacks ISR hypothetical
Algeria could cut ties with Spain. => DZA cuts_ties_with ESP hypothetical
The United States might arm Taiwan. => USA arms TWN hypothetical
Germany may recognise Palestine next year. => DEU recognises PSE hypothetical
It is possible that Ethiopia will attack Eritrea. => ETH attacks ERI hypothetical
Perhaps Niger will expel the French ambassador. => NER cuts_ties_with FRA hypothetical
Analysts expect that Turkey could attack Syria. => TUR attacks SYR hypothetical
""",
    "conditions": """
If Iran attacks Israel, the United States will respond. => IRN attacks ISR hypothetical
If China invades Taiwan, Japan will impose sanctions on China. => CHN occupies TWN hypothetical; !JPN sanctions CHN
Moscow will cut ties with Chisinau if Moldova joins NATO.
  => MDA member_of IGO:NATO hypothetical; !RUS cuts_ties_with MDA
Unless Sudan frees the Egyptian soldiers, Cairo will close its border with Sudan.
  => !SDN makes_peace_with EGY; !EGY sanctions SDN
Pakistan will retaliate if India bombs Lahore. => IND attacks PAK hypothetical
Had Britain supported Greece, Turkey would have withdrawn. => !GBR supports GRC
Ukraine asked what would happen if Russia occupied Odesa. => RUS occupies UKR hypothetical
Should Eritrea attack Ethiopia, Kenya will mediate. => ERI attacks ETH hypothetical
Even if Qatar arms Hamas, Egypt will keep the border open. => QAT arms NSA:HAMAS hypothetical
Whether Hezbollah attacks Israel again is unclear. => !NSA:HEZBOLLAH attacks ISR
Venezuela would seize the oil fields of Guyana in case Britain attacked Venezuela. => GBR attacks VEN hypothetical
""",
    "passives": """
Syria was bombed by Israel. => ISR attacks SYR; !SYR attacks ISR
Ukraine was invaded by Russia in 2022. => RUS occupies UKR; !UKR occupies RUS
The Japanese ambassador was expelled by Russia. => RUS cuts_ties_with JPN; !JPN cuts_ties_with RUS
Two Indian soldiers were killed by Chinese troops. => CHN attacks IND; !IND attacks CHN
Sanctions were imposed on Iran by the United States. => USA sanctions IRN; !IRN sanctions USA
Mali has been armed by Russia since 2021. => RUS arms MLI; !MLI arms RUS
Kosovo was recognised by Israel. => ISR recognises XKX; !XKX recognises ISR
A Turkish jet was shot down by Syrian forces near Idlib. => SYR attacks TUR; !TUR attacks SYR
Iran has been accused of arming the Houthis by Saudi Arabia.
  => SAU accuses IRN; IRN arms NSA:HOUTHIS alleged; !IRN accuses SAU
  ?? accused in the passive makes only conflict alleged
Rwanda was criticised by the European Union. => IGO:EU criticises RWA; !RWA criticises IGO:EU
Cuba's foreign minister was received by his Mexican counterpart. => CUB meets_with MEX
Chad is being supplied with weapons by the United Arab Emirates. => ARE arms TCD
""",
    "negations": """
Turkey did not attack Syria. => TUR attacks SYR negated; !TUR attacks SYR
India has not recognised Kosovo. => IND recognises XKX negated
Iran never threatened Oman. => IRN threatens OMN negated
Neither France nor Germany armed Georgia. => FRA arms GEO negated; DEU arms GEO negated
No Russian troops attacked Estonia. => RUS attacks EST negated
China is not a member of NATO. => CHN member_of IGO:NATO negated
Egypt no longer supports Sudan. => EGY supports SDN negated; !EGY supports SDN
Without attacking Iran, Israel waited. => ISR attacks IRN negated
Japan hasn't sanctioned Myanmar. => JPN sanctions MMR negated
Morocco and Algeria don't cooperate. => !DZA cooperates_with MAR
Nobody in Ghana attacked Togo. => !GHA attacks TGO
Canada stopped short of sanctioning India. => CAN sanctions IND negated; !CAN sanctions IND
""",
    "denials": """
Russia denied that it had attacked Georgia. => RUS attacks GEO negated; !RUS attacks GEO
Iran denied arming the Houthis. => IRN arms NSA:HOUTHIS negated; !IRN arms NSA:HOUTHIS
Rwanda denies supporting the M23. => RWA supports NSA:M23 negated; !RWA supports NSA:M23
Pakistan has denied that its soldiers shelled India. => PAK attacks IND negated
Sudan's army denied bombing Chad. => SDN attacks TCD negated
China denied having hacked the Australian parliament. => CHN coerces AUS negated
Belarus denied reports that it had arrested Polish diplomats. => !BLR coerces POL
The Kremlin denied that Russian jets had bombed Turkey. => RUS attacks TUR negated
Hezbollah denied any attack on Cyprus. => NSA:HEZBOLLAH attacks CYP negated
Ethiopia denied that Eritrea had armed it. => !ERI arms ETH
""",
    "calls": """
France called for sanctions against Russia. => !FRA sanctions RUS*
Ukraine called for an embargo on Russian oil. => !UKR sanctions RUS*
The African Union called for an end to the attacks on Sudan. => !IGO:AU attacks SDN*
Poland called on Germany to arm Ukraine. => POL requests DEU; !DEU arms UKR*; !POL arms UKR*
Estonia urged the EU to sanction Belarus. => EST requests IGO:EU; !IGO:EU sanctions BLR*; !EST sanctions BLR*
Senators demanded that the United States impose sanctions on Georgia. => !USA sanctions GEO*
Qatar appealed for a ceasefire between Israel and Hamas. => !ISR makes_peace_with NSA:HAMAS
Brazil proposed sanctions on Venezuela. => !BRA sanctions VEN
Israel pressed Britain to ban flights from Iran. => ISR requests GBR; !GBR sanctions IRN*
Kenya asked Uganda to withdraw its troops from Congo. => KEN requests UGA; !UGA makes_peace_with COD*
Armenia's call for sanctions against Azerbaijan went unheard. => !ARM sanctions AZE*
""",
    "threats": """
Iran threatened to bomb Israel. => IRN threatens ISR; !IRN attacks ISR*
North Korea threatened to attack Seoul with rockets. => PRK threatens KOR; !PRK attacks KOR*
Turkey threatened to invade Syria. => TUR threatens SYR; !TUR occupies SYR*
The United States threatened sanctions against Iraq. => USA threatens IRQ; !USA sanctions IRQ*
China threatened Taiwan with war. => CHN threatens TWN; !CHN attacks TWN*
Russia warned that it would strike Poland. => RUS threatens POL; !RUS attacks POL*
Egypt, threatening to bomb the dam, mocked Ethiopia. => EGY threatens ETH; !EGY attacks ETH*
  ?? bomb is taken for an object of the class attack
Algeria's threat to cut ties with Morocco was not new. => DZA threatens MAR; !DZA cuts_ties_with MAR*
Trump threatened to impose tariffs on Canada. => USA threatens CAN; !USA sanctions CAN*
Trump threatened to impose tariffs on Mexico. => USA threatens MEX; !USA sanctions MEX*
Ethiopia was threatened by Egypt with war. => EGY threatens ETH; !EGY attacks ETH*; !ETH threatens EGY
""",
    "lifted": """
The United States lifted sanctions on Sudan. => USA concedes_to SDN; !USA sanctions SDN*
The EU lifted its arms embargo against Eritrea. => IGO:EU concedes_to ERI; !IGO:EU sanctions ERI*
Britain eased sanctions against Syria. => GBR concedes_to SYR; !GBR sanctions SYR*
ECOWAS has lifted all sanctions imposed on Guinea. => IGO:ECOWAS concedes_to GIN
Saudi Arabia ended its blockade of Qatar. => SAU concedes_to QAT; !SAU coerces QAT*; !SAU sanctions QAT*
China scrapped its tariffs on Australian wine. => CHN concedes_to AUS; !CHN sanctions AUS*
Sanctions on Burundi were lifted by the United States. => USA concedes_to BDI; !USA sanctions BDI*
Turkey dropped its objections to Finland. => TUR concedes_to FIN; !TUR opposes FIN*
Japan will lift export restrictions on South Korea. => JPN concedes_to KOR planned; !JPN sanctions KOR*
Russia lifted the ban on imports from Georgia. => RUS concedes_to GEO; !RUS sanctions GEO*
The lifting of American sanctions on Cuba pleased Havana. => !USA sanctions CUB
""",
    "speakers": """
France accused Mali of shelling Niger. => FRA accuses MLI; MLI attacks NER alleged; !FRA attacks*
Ukraine blamed Russia for bombing Poland. => UKR accuses RUS; RUS attacks POL alleged; !UKR attacks*
Obama said that Russia had bombed Syria. => RUS attacks SYR; !USA attacks*
According to Jordan, Syria shelled a Jordanian village. => SYR attacks JOR alleged; !JOR attacks*
Iran said that Israel had killed two Iranian officers. => ISR attacks IRN alleged; !IRN attacks*
Washington accused Tehran of arming Hezbollah. => USA accuses IRN; IRN arms NSA:HEZBOLLAH alleged; !USA arms*
The New York Times reported that China hacked Japan. => CHN coerces JPN; !USA*
Germany condemned Russia for invading Ukraine. => DEU criticises RUS; RUS occupies UKR; !DEU occupies*
A Kenyan official said that Uganda had attacked Congo. => UGA attacks COD; !KEN attacks*
Congo accuses Rwanda of supporting the M23. => COD accuses RWA; RWA supports NSA:M23 alleged; !COD supports*
Russia is accused of hacking Germany. => RUS coerces DEU alleged; !RUS accuses*
“Israel attacked Lebanon,” the Egyptian president said. => ISR attacks LBN; !EGY attacks*
Belgium praised Kenya for sending troops to Haiti. => BEL supports KEN; !BEL cooperates_militarily_with HTI
""",
}


#: Traps that the shipped coder walks into, and which half of it does; an entry that it avoids fails, so that it is taken out.
CAUGHT: dict[str, str] = {}


@pytest.mark.parametrize("case", [p for trap, text in TRAPS.items() for p in parameters(text, trap)])
def test_trap(coder: Coder, case: Case) -> None:
    case.check(coder)


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case,
            id=f"{trap}: {case.sentence}",
            marks=[pytest.mark.xfail(reason=CAUGHT[case.sentence])] if case.sentence in CAUGHT else [],
        )
        for trap, text in TRAPS.items()
        for case in cases(text)
        if case.forbidden
    ],
)
def test_the_model_walks_into_no_trap_either(full_coder: Coder, case: Case) -> None:
    assert not said(case.forbidden, facts(full_coder, case.sentence))


def test_what_is_forbidden_by_hand() -> None:
    (case,) = cases("Chad may attack Mali. => TCD attacks MLI hypothetical; NER supports TCD; !MLI attacks*")
    assert case.forbidden == {"TCD attacks MLI", "TCD attacks MLI planned", "TCD attacks MLI alleged", "MLI attacks*"}
    found = {"TCD attacks MLI hypothetical", "TCD attacks MLI", "MLI attacks TCD alleged", "NER supports TCD"}
    assert said(case.forbidden, found) == {"TCD attacks MLI", "MLI attacks TCD alleged"}
    (case,) = cases("Chad is said to arm Mali. => TCD arms MLI alleged")
    assert case.forbidden == {"TCD arms MLI"}


def test_every_trap_is_set_often_enough() -> None:
    every = [case for text in TRAPS.values() for case in cases(text)]
    assert all(len(cases(text)) >= 8 for text in TRAPS.values())
    assert sum(bool(case.forbidden) for case in every) >= 0.95 * len(every)
    assert set(CAUGHT) <= {case.sentence for case in every}
