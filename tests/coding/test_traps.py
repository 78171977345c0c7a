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
Denmark has so far declined to recognise Palestine. => DNK recognises PSE negated
Ottawa repeatedly refused to sell fighter jets to Turkey. => CAN arms TUR negated
Refusing to arm the Kurds of Iraq, Norway sent blankets instead. => !NOR arms IRQ; !NOR arms IRQ planned
The Taliban declined to meet the Indian envoy. => IND meets_with NSA:TALIBAN negated
Zambia's president balked at signing the trade agreement with China.
  => !CHN signs_agreement_with ZMB; !CHN signs_agreement_with ZMB planned
Despite months of pressure, Tunisia has refused to extradite the banker to Algeria. => TUN extradites_to DZA negated
South Korea will refuse to send weapons to Ukraine. => KOR arms UKR negated
Asked twice, Peru refused to expel the Venezuelan ambassador. => PER cuts_ties_with VEN negated
Malaysia was unwilling to condemn China. => MYS criticises CHN negated
Oman is reluctant to sanction Iran. => OMN sanctions IRN negated
The refusal of Austria to train Ukrainian soldiers drew criticism. => !AUT arms UKR; !AUT arms UKR planned
Lebanon has refused, again and again, to make peace with Israel. => !LBN makes_peace_with ISR; !LBN makes_peace_with ISR planned
Ghana and Togo both refused to condemn Burkina Faso. => GHA criticises BFA negated; TGO criticises BFA negated
Refused weapons by Washington, Ethiopia turned elsewhere. => !USA arms ETH; !USA arms ETH planned
Armenia, which Turkey refuses to recognise, borders on it. => TUR recognises ARM negated
By refusing to sanction Belarus, Armenia angered Warsaw. => !ARM sanctions BLR
The Algerian parliament voted against recognising Israel. => DZA recognises ISR negated
Iceland will not be pushed into condemning Cuba, and has refused to do so. => !ISL criticises CUB
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
Sudan may soon expel the Kenyan ambassador. => SDN cuts_ties_with KEN hypothetical
Israeli jets might have bombed Syria overnight. => ISR attacks SYR hypothetical
Australia could be sanctioned by China. => CHN sanctions AUS hypothetical
Egypt may or may not recognise Somaliland. => EGY recognises NSA:SOMALILAND hypothetical
Finnish officers might one day train the Ukrainian army. => FIN arms UKR hypothetical
There is a chance that Azerbaijan will invade Armenia. => AZE occupies ARM hypothetical
Rwanda may already have occupied Congolese towns. => RWA occupies COD hypothetical
It is conceivable that Turkey will bomb Iraq. => TUR attacks IRQ hypothetical
Could Pakistan attack Iran? => PAK attacks IRN hypothetical
Moscow may strike Romania and could even invade Moldova. => RUS attacks ROU hypothetical; RUS occupies MDA hypothetical
Ethiopia is unlikely to attack Somalia. => !ETH attacks SOM; !ETH attacks SOM planned
Officials in Ottawa said that Canada might impose sanctions on Haiti. => CAN sanctions HTI hypothetical
Hamas might be supplied with rockets by Iran. => IRN arms NSA:HAMAS hypothetical
A possible Indian attack on Pakistan worries diplomats. => IND attacks PAK hypothetical
Maybe, one of them said, Chad would free the Sudanese soldiers. => !TCD makes_peace_with SDN
The Maldives is thought likely to expel the Indian ambassador. => !MDV cuts_ties_with IND
Were the talks to fail, Israel could well attack Iran. => ISR attacks IRN hypothetical
Iran may have been attacked by Israel. => ISR attacks IRN hypothetical; !IRN attacks ISR*
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
If Greece were attacked by Turkey, Cyprus would protest. => TUR attacks GRC hypothetical
France will defend Greece if Turkey attacks it. => !TUR attacks GRC; !FRA supports GRC
Were Ethiopia to attack Eritrea, Sudan would close its border. => ETH attacks ERI hypothetical ?? the inversion is not understood
Serbia will recognise Kosovo only if Kosovo frees the Serbs. => !SRB recognises XKX; !XKX makes_peace_with SRB
What if China blockaded Taiwan? => CHN coerces TWN hypothetical
In the event of an Israeli attack on Lebanon, Syria would mobilise. => ISR attacks LBN hypothetical
Assuming that Libya extradites the two men to Italy, the case will be closed. => LBY extradites_to ITA hypothetical
Supposing Turkey invaded Cyprus again, would anybody answer? => TUR occupies CYP hypothetical
Mali wants to know whether Algeria attacked Niger. => DZA attacks NER hypothetical
It would be a catastrophe if Pakistan bombed India. => PAK attacks IND hypothetical
Nobody knows if Eritrea armed the Houthis. => ERI arms NSA:HOUTHIS hypothetical
If Niger's junta frees the French officials, Paris will resume aid to Niger. => !NER makes_peace_with FRA; !FRA gives_aid_to NER
Kenya would expel the Sudanese ambassador only if Sudan attacked Kenya first.
  => SDN attacks KEN hypothetical; KEN cuts_ties_with SDN hypothetical
Whether or not Belgium recognises Palestine, Ireland will. => BEL recognises PSE hypothetical
Iran will not attack Iraq unless Iraq attacks Iran. => !IRN attacks IRQ; IRQ attacks IRN hypothetical
Only if Moldova left the bloc would Russia recognise Transnistria. => !RUS recognises NSA:TRANSNISTRIA; !MDA recognises*
Whenever it may be that China attacks Vietnam, ASEAN must act. => !CHN attacks VNM
Suppose that Peru attacked Chile: what would Bolivia do? => PER attacks CHL hypothetical
Nigeria asked if Cameroon had shelled Chad. => CMR attacks TCD hypothetical
It is unclear whether Iran supplied rockets to Hamas. => IRN arms NSA:HAMAS hypothetical
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
Georgia was attacked in 2008 by Russian troops. => RUS attacks GEO; !GEO attacks RUS*
Attacked by Chad, Libya withdrew its garrison. => TCD attacks LBY; !LBY attacks TCD*
The Pakistani villages bombed by India lie near the river. => IND attacks PAK; !PAK attacks IND*
Somali sailors arrested by Yemen came home on Monday. => YEM coerces SOM; !SOM coerces YEM*
Lithuania got sanctioned by China. => CHN sanctions LTU; !LTU sanctions CHN*
Honduras was urged by Taiwan to reconsider. => TWN requests HND; !HND requests TWN*
Kyiv was promised tanks by Berlin. => DEU arms UKR planned; !UKR arms DEU*
It was Israel that was attacked by Iran. => IRN attacks ISR; !ISR attacks IRN*
Sri Lanka will be lent money by India. => IND gives_aid_to LKA planned; !LKA gives_aid_to IND*
Kuwait had been occupied by Iraq for months when talks began. => IRQ occupies KWT; !KWT occupies IRQ*
Two Chadian soldiers were killed in Cameroon. => !TCD attacks CMR*
Qatar was blockaded by Saudi Arabia, Bahrain and Egypt. => SAU coerces QAT; BHR coerces QAT; EGY coerces QAT; !QAT coerces SAU*
The Houthis are said to be armed by Iran. => IRN arms NSA:HOUTHIS alleged; !NSA:HOUTHIS arms IRN*
Swedish diplomats detained by Turkish police flew home. => TUR coerces SWE; !SWE coerces TUR*
Zimbabwe was praised by Namibia and criticised by Botswana.
  => NAM supports ZWE; BWA criticises ZWE; !ZWE supports NAM*; !ZWE criticises BWA*
Malta was asked by Italy to take in the migrants. => ITA requests MLT; !MLT requests ITA*
Renewed by the United States in spring, the embargo on Cuba was condemned by Bolivia.
  => USA sanctions CUB; !CUB sanctions USA*; !BOL sanctions*
  ?? who is named in the participle clause is not read into the noun
Yemen keeps getting bombed by Saudi jets. => SAU attacks YEM; !YEM attacks SAU*
Vietnam was granted a loan by Japan. => JPN gives_aid_to VNM; !VNM gives_aid_to JPN*
Among the ships seized by Iran was a Greek tanker. => IRN coerces GRC; !GRC coerces IRN*
  ?? whose the ships are stands in the other clause
Costa Rica was denied a loan by Mexico. => !CRI gives_aid_to MEX*; !MEX gives_aid_to CRI
Armenian positions came under fire from Azerbaijan. => !ARM attacks AZE*
Bulgarian hostages freed by Libya landed in Sofia. => LBY makes_peace_with BGR; !BGR makes_peace_with LBY*
Having been abandoned by France, Chad turned to Hungary. => !TCD cuts_ties_with FRA*
The sanctions imposed on Serbia by the EU hurt Montenegro. => IGO:EU sanctions SRB; !SRB sanctions*; !IGO:EU sanctions MNE*
Kenya is being sued by Somalia. => SOM accuses KEN; !KEN accuses SOM*
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
Brazil has never sanctioned Russia. => BRA sanctions RUS negated
Not once did Chad attack Libya. => TCD attacks LBY negated
At no time did Vietnam threaten Laos. => VNM threatens LAO negated
Turkmenistan neither armed nor praised the Taliban.
  => TKM arms NSA:TALIBAN negated; TKM supports NSA:TALIBAN negated ?? armed is read as an adjective
Norway isn't sending weapons to Israel. => NOR arms ISR negated
Fiji's prime minister left without signing the accord with Australia. => AUS signs_agreement_with FJI negated
Denmark no longer arms Georgia. => DNK arms GEO negated
Uruguay will not recognise Kosovo. => URY recognises XKX negated
Serbia won't join NATO. => SRB member_of IGO:NATO negated
Bangladesh has yet to recognise Kosovo. => BGD recognises XKX negated
Rather than bomb Libya, Italy sent envoys. => ITA attacks LBY negated
Instead of sanctioning Mali, Togo offered talks. => TGO sanctions MLI negated
It is not true that Cyprus armed Israel. => CYP arms ISR negated
Thai troops did not, at any point, shell Cambodian villages. => THA attacks KHM negated
Iraq was not attacked by Turkey. => TUR attacks IRQ negated; !IRQ attacks TUR*
Sudan, not Egypt, attacked Ethiopia. => SDN attacks ETH; !EGY attacks ETH
Eritrea attacked Ethiopia, not Djibouti. => ERI attacks ETH; !ERI attacks DJI
There was no Indian attack on Pakistan. => IND attacks PAK negated
Mexico avoided criticising Cuba. => MEX criticises CUB negated
Far from attacking Iran, Oman invited its minister. => OMN attacks IRN negated ?? who is far from it is not found
Jamaica has no alliance with Cuba. => CUB allied_with JAM negated
On no occasion has Malta armed Libya. => MLT arms LBY negated
Nowhere did Ethiopian forces attack Kenya. => ETH attacks KEN negated
The Netherlands sent envoys to Iran instead of sanctioning Iran. => NLD sanctions IRN negated
There is no evidence that Iran armed the Houthis. => !IRN arms NSA:HOUTHIS
Never before had Togo criticised Ghana. => !TGO criticises GHA alleged
Not only Iran but also Iraq attacked Kuwait. => IRN attacks KWT; IRQ attacks KWT ?? only the second is taken for the doer
It was not Chad that attacked Niger. => !TCD attacks NER
Hungary is neither arming Ukraine nor training Ukrainian soldiers. => !HUN arms UKR
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
Burundi denies having bombed Rwanda. => BDI attacks RWA negated
Syrian officials denied that their forces had shelled Turkey. => SYR attacks TUR negated
Eritrea has always denied arming al-Shabaab. => ERI arms NSA:AL_SHABAAB negated
Denying that it had hacked Estonia, Russia blamed criminals. => RUS coerces EST negated ?? a pronoun before its name stays open
It was denied in Havana that Cuba had sent weapons to Nicaragua. => CUB arms NIC negated
Rejecting claims that it had bombed Lebanon, Israel blamed Hezbollah. => !ISR attacks LBN
Turkey rejected claims that Turkish drones had struck Iraq. => !TUR attacks IRQ
Belgrade dismissed allegations that Serbia had armed Russia. => !SRB arms RUS
Claims that Uganda had invaded South Sudan were rejected by Kampala. => !UGA occupies SSD
Pakistan's denial that it had attacked Iran convinced few. => !PAK attacks IRN
Kigali called reports that Rwanda had invaded Burundi false. => !RWA occupies BDI
Jordan flatly denies it ever expelled the Syrian ambassador. => JOR cuts_ties_with SYR negated
Thailand refuted reports of a Thai attack on Cambodia. => !THA attacks KHM
The Philippines denied allegations that it had rammed a Chinese ship. => !PHL attacks CHN
“We did not bomb Yemen,” the minister of the Emirates said. => !ARE attacks YEM
Chad rejects the accusation by Sudan that it armed the RSF. => TCD rejects SDN; !TCD arms NSA:RSF
China has denied, through its embassy in Canberra, that it spied on Australia. => CHN coerces AUS negated
Kenya rebutted Somalia's claim that Kenyan jets had bombed Somali towns. => KEN rejects SOM; !KEN attacks SOM
Myanmar insisted that it had not shelled Bangladesh. => MMR attacks BGD negated
Neither confirming nor denying that it had killed the Iranian general, Israel kept silent. => !ISR attacks IRN
Accusations that Kenya had armed Somali rebels were denied in Nairobi. => !KEN arms SOM
Nicaragua denies the charge that it expelled the Brazilian ambassador. => !NIC cuts_ties_with BRA
The army of Chad rejected as false a report that it had attacked Sudan. => !TCD attacks SDN
Laos denies that Vietnam attacked Cambodia. => !VNM attacks KHM
Moscow denies involvement in the attack on Moldova. => !RUS attacks MDA
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
Lithuania wants Germany to send tanks to Ukraine. => LTU requests DEU; !DEU arms UKR*; !LTU arms UKR*
Ireland lobbied the EU to suspend its trade accord with Israel. => IRL requests IGO:EU; !IGO:EU cuts_ties_with ISR*
Protesters in Rabat demanded that Morocco cut ties with Israel. => !MAR cuts_ties_with ISR*
Japan pleaded with North Korea to free the abducted Japanese fishermen. => JPN requests PRK; !PRK makes_peace_with JPN*
Peru insisted that Chile extradite the former president to Lima. => PER requests CHL; !CHL extradites_to PER*
The Security Council has urged Eritrea to withdraw from Djibouti. => IGO:UN requests ERI; !ERI makes_peace_with DJI*
Calls for Hungary to leave the EU grew louder. => !HUN cuts_ties_with IGO:EU*
Algeria implored Mali not to expel its ambassador. => DZA requests MLI; !MLI cuts_ties_with DZA*
  ?? the parser gives implored no known lemma
Slovenia told Croatia to release the Slovenian fishermen. => SVN requests HRV; !HRV makes_peace_with SVN*
Netanyahu asked Washington to bomb Iran. => ISR requests USA; !USA attacks IRN*; !ISR attacks IRN*
“Sanction Russia now,” Kyiv told the EU. => !IGO:EU sanctions RUS*
Tanzania sought an arms embargo against Burundi. => !TZA sanctions BDI
A petition asking Norway to boycott Israel was signed by thousands. => !NOR sanctions ISR*
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
Hezbollah threatens to fire rockets at Cyprus. => NSA:HEZBOLLAH threatens CYP; !NSA:HEZBOLLAH attacks CYP*
Beijing has repeatedly threatened to invade Taiwan. => CHN threatens TWN; !CHN occupies TWN*
Sudan's threat of war against Chad was dismissed. => SDN threatens TCD; !SDN attacks TCD*
The Houthis vowed to strike Saudi Arabia again. => NSA:HOUTHIS threatens SAU; !NSA:HOUTHIS attacks SAU
Threatened with sanctions by the United States, Rwanda pulled back. => USA threatens RWA; !USA sanctions RWA*
India warned Pakistan of military strikes. => IND threatens PAK; !IND attacks PAK*
Kim Jong Un threatened to wipe out South Korea. => PRK threatens KOR; !PRK attacks KOR*
Venezuela is threatening to annex part of Guyana. => VEN threatens GUY; !VEN occupies GUY*
Russian threats to bomb Romania continued. => RUS threatens ROU; !RUS attacks ROU*
The EU is threatening Georgia with visa restrictions. => IGO:EU threatens GEO; !IGO:EU sanctions GEO*
Pakistan threatened to deport the Afghan refugees. => PAK threatens AFG; !PAK coerces AFG*
Erdogan threatened to expel the German ambassador. => TUR threatens DEU; !TUR cuts_ties_with DEU*
Spain, which had threatened to close its border with Morocco, relented. => ESP threatens MAR; !ESP sanctions MAR*
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
Canada will end its sanctions on Belarus. => CAN concedes_to BLR planned; !CAN sanctions BLR*
Sanctions against Libya have been suspended by the European Union. => IGO:EU concedes_to LBY; !IGO:EU sanctions LBY*
Pakistan reopened its airspace to Indian airliners. => PAK concedes_to IND; !PAK sanctions IND*
Colombia reopened its border with Venezuela. => COL concedes_to VEN; !COL sanctions VEN*
Kosovo revoked the tariffs that it had imposed on Serbia. => XKX concedes_to SRB
Moscow relaxed restrictions on Turkish tomatoes. => RUS concedes_to TUR; !RUS sanctions TUR*
The Security Council removed the arms embargo on Somalia. => IGO:UN concedes_to SOM; !IGO:UN sanctions SOM*
Togo and Benin repealed their trade restrictions on Niger. => TGO concedes_to NER; BEN concedes_to NER; !TGO sanctions NER*
Trump waived sanctions against Syria. => USA concedes_to SYR; !USA sanctions SYR*
Zimbabwe welcomed Britain's decision to lift sanctions on Harare. => !GBR sanctions ZWE*
The end of the Egyptian blockade of Qatar came as a surprise. => !EGY coerces QAT; !EGY sanctions QAT
Having lifted its embargo on Libya, France sent envoys. => FRA concedes_to LBY; !FRA sanctions LBY*
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
Finland said that Russian jets had bombed Ukraine. => RUS attacks UKR; !FIN attacks*
Cairo, according to Nairobi, had armed the RSF. => EGY arms NSA:RSF; !KEN arms*
Amnesty International said that Ethiopia had shelled Eritrea. => ETH attacks ERI; !ORG*
Reuters said on Friday that Chad had expelled the French ambassador. => TCD cuts_ties_with FRA; !GBR*; !ORG*
Netanyahu told Modi that Iran had attacked Saudi Arabia. => IRN attacks SAU; !ISR attacks*; !IND attacks*
Bolivia suspects Chile of spying on Peru. => CHL coerces PER alleged; !BOL coerces*
Qatar, Jordan said, had supported Hamas. => QAT supports NSA:HAMAS; !JOR supports*
A British newspaper wrote that France had armed Chad. => FRA arms TCD; !GBR*
Uganda complained to Kenya that South Sudan had seized Ugandan trucks. => SSD coerces UGA alleged; !KEN coerces*; !UGA coerces*
Morocco charged that Algeria had armed the Polisario Front. => DZA arms NSA:POLISARIO alleged; !MAR arms*
In the words of the Greek minister, Turkey has invaded Cyprus. => TUR occupies CYP; !GRC occupies*
Claims by Kyiv that Belarus had attacked Poland spread quickly. => BLR attacks POL alleged; !UKR attacks*
Reports of an Israeli strike on Iraq spread quickly. => ISR attacks IRQ alleged
""",
}


#: Traps that the shipped coder walks into, and which half of it does; an entry that it avoids fails, so that it is taken out.
CAUGHT: dict[str, str] = {
    "Uganda complained to Kenya that South Sudan had seized Ugandan trucks.": "model: whom one complains to does it",
    "Renewed by the United States in spring, the embargo on Cuba was condemned by Bolivia.": "model: who renewed it is condemned",
    "Only if Moldova left the bloc would Russia recognise Transnistria.": "model: the other party of the condition does it",
    "The sanctions imposed on Serbia by the EU hurt Montenegro.": "model: whom sanctions hurt is taken for whom they are on",
}


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
    assert all(len(cases(text)) >= 20 for text in TRAPS.values())
    assert sum(bool(case.forbidden) for case in every) >= 0.95 * len(every)
    assert set(CAUGHT) <= {case.sentence for case in every}
