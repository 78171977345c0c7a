"""Sentences as news agencies write them, from all over the world; every one was made up for this test."""

from datetime import date

import pytest

from graph.coding import Coder
from tests.coding.facts import Case, parameters

DAY = date(2025, 5, 1)
NEWS = """
Iran-backed militias fired rockets at an American base in Iraq. => !USA attacks USA*; !IRN supports USA
The U.S.-led coalition carried out airstrikes against Islamic State positions near Raqqa.
  => IGO:US_LED_COALITION attacks NSA:ISIS
A Russian drone strike killed four people in Kharkiv, Ukrainian officials said. => RUS attacks UKR alleged
Ukraine said that Russia had launched 80 drones at Odesa overnight. => RUS attacks UKR alleged
Israeli forces have killed at least 12 Palestinians in Gaza since Friday. => ISR attacks PSE
At least 30 people were killed in an Israeli airstrike on southern Lebanon. => ISR attacks LBN
Pakistan's foreign ministry summoned the Afghan envoy to protest a border attack. => PAK criticises AFG
The U.S. Treasury sanctioned three Chinese companies for selling drone parts to Iran. => USA sanctions CHN
South Africa has taken Israel to the International Court of Justice. => ZAF accuses ISR
The Security Council extended sanctions on South Sudan. => IGO:UN sanctions SSD
France and Germany reached a deal on Wednesday to jointly build a tank. => DEU signs_agreement_with FRA
Chinese President Xi Jinping arrived in Moscow on Monday for a state visit. => CHN meets_with RUS
Modi and Macron discussed defence cooperation during a phone call. => FRA meets_with IND
Trump hosted Zelenskiy at the White House. => UKR meets_with USA
Secretary of State Antony Blinken will travel to Riyadh next week. => SAU meets_with USA planned
The Philippines lodged a diplomatic protest against China. => PHL criticises CHN
North Korea has sent thousands of troops to Russia to help it fight Ukraine.
  => PRK cooperates_militarily_with RUS; !UKR attacks PRK*
  ?? troops are no role noun, and it takes its own clause's subject
Germany delivered a Patriot air-defence system to Ukraine. => DEU arms UKR
The United States approved a $2 billion arms sale to Taiwan. => USA arms TWN
Norway, Ireland and Spain formally recognised a Palestinian state.
  => NOR recognises PSE; IRL recognises PSE; ESP recognises PSE
Niger's junta ordered the French ambassador to leave. => NER cuts_ties_with FRA
Colombia severed diplomatic relations with Israel. => COL cuts_ties_with ISR
India and Canada expelled each other's diplomats. => IND cuts_ties_with CAN; CAN cuts_ties_with IND
Thousands rallied in Tbilisi against the government. => GEO protests_against GEO
Russian police detained an American journalist in Yekaterinburg on suspicion of spying. => RUS coerces USA
Houthi rebels seized an Israeli-linked cargo ship. => NSA:HOUTHIS coerces ISR
Turkey's parliament ratified Finland's NATO membership. => TUR supports FIN
The IMF approved a $3 billion loan for Pakistan. => IGO:IMF gives_aid_to PAK
Kuwait donated $10 million to flood victims in Libya. => KWT gives_aid_to LBY
Hungary blocked EU aid to Ukraine. => !IGO:EU gives_aid_to UKR
Algeria accused Morocco of killing three Algerians in a drone strike. => DZA accuses MAR; MAR attacks DZA alleged
Talks between Iran and Saudi Arabia, hosted by China, ended with a deal to restore ties. => IRN meets_with SAU
Japan protested to Russia over the incursion of its planes. => JPN criticises RUS
Qatar and Egypt, the mediators between Israel and Hamas, urged both sides to accept the plan.
  => QAT mediates_between ISR; EGY mediates_between NSA:HAMAS
In May, Japan signed a pact with India. => IND signs_agreement_with JPN
In May 2019, Japan met India. => IND meets_with JPN
NATO chief Mark Rutte met Ukrainian President Volodymyr Zelenskyy in Kyiv. => IGO:NATO meets_with UKR
The European Union's foreign policy chief, Maria Holm, condemned Georgia. => IGO:EU criticises GEO
Venezuelan opposition leader Maria Corina Machado thanked the United States. => VEN supports USA
Syrian rebels captured Aleppo from government forces. => SYR attacks SYR
  ?? a captured town is not yet taken from somebody
Britain, which left the European Union in 2020, signed a trade deal with India.
  => GBR cuts_ties_with IGO:EU; GBR signs_agreement_with IND
The president of France, visiting Beirut, promised aid to Lebanon. => FRA gives_aid_to LBN planned
Greece said it had no plans to send weapons to Israel. => GRC arms ISR negated
Mexico's president ruled out sending troops to Haiti. => MEX cooperates_militarily_with HTI negated
  ?? troops are no role noun
Bolivia stopped buying gas from Argentina. => ARG cooperates_economically_with BOL negated
NATO Secretary General Jens Stoltenberg condemned Russia. => IGO:NATO criticises RUS
  ?? a person's own country wins over the title
The ceasefire between Israel and Hamas collapsed.
  => !ISR signs_agreement_with NSA:HAMAS; !ISR makes_peace_with NSA:HAMAS
Russia and Ukraine exchanged 200 prisoners of war. => RUS makes_peace_with UKR; UKR makes_peace_with RUS
Russia and Ukraine traded accusations of violating the truce.
  => RUS accuses UKR; UKR accuses RUS; !RUS cooperates_economically_with UKR
The United States has no intention of attacking Iran. => !USA attacks IRN; !USA attacks IRN planned
Egypt rejected a proposal by Israel to reopen the crossing. => EGY rejects ISR
Poland, Estonia and Latvia urged NATO to send more soldiers to Ukraine.
  => POL requests IGO:NATO; EST requests IGO:NATO; LVA requests IGO:NATO
Lebanon's army said an Israeli drone had struck one of its posts. => ISR attacks LBN alleged
Spain withdrew its ambassador from Argentina. => ESP cuts_ties_with ARG
China warned the United States not to sell weapons to Taiwan. => !USA arms TWN; !USA arms TWN planned
China warned Japan of consequences. => CHN threatens JPN
Beijing has sanctioned 20 US defence companies. => CHN sanctions USA
Cambodia and Thailand exchanged fire along their border. => KHM attacks THA; THA attacks KHM
Thailand closed all border crossings with Cambodia. => THA sanctions KHM
Peru granted asylum to a Venezuelan general. => PER gives_aid_to VEN
The UK and Mauritius signed a deal over the Chagos Islands. => GBR signs_agreement_with MUS
Zelensky met with Macron and Merz in Paris. => FRA meets_with UKR; DEU meets_with UKR
Rubio told Lavrov that Russia must stop bombing Ukraine. => USA requests RUS
The African Union suspended Niger after the coup. => IGO:AU cuts_ties_with NER
Somali forces backed by American drones killed 40 al-Shabaab militants.
  => SOM attacks NSA:AL_SHABAAB; USA supports SOM
Gunmen from the Balochistan Liberation Army killed seven Pakistani soldiers. => NSA:BLA attacks PAK
Boko Haram abducted 200 schoolgirls in Nigeria. => NSA:BOKO_HARAM attacks NGA
PUTIN VISITS CHINA => CHN meets_with RUS
IRAN AND IRAQ SIGN BORDER TREATY => IRN signs_agreement_with IRQ
RUSSIA BOMBS UKRAINE AGAIN => RUS attacks UKR
"""


@pytest.mark.parametrize("case", parameters(NEWS))
def test_news(coder: Coder, case: Case) -> None:
    case.check(coder, DAY)
