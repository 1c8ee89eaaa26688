"""The words on business cards in English, German, Spanish, French and Portuguese (M17): folded, without accents."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


TITLE_WORDS = _words(
    """
    ceo cto cfo coo cmo cio cpo chro vp svp evp head chief officer president vice director managing manager management
    lead leader leiter leiterin leitung geschaftsfuhrer geschaftsfuhrerin geschaftsfuhrung vorstand vorstandin prokurist
    prokuristin inhaber inhaberin grunder grunderin founder cofounder co-founder owner partner partnerin associate
    assistant assistenz assistentin engineer engineering ingenieur ingenieurin ingenieure ingeniera ingeniero engenheiro
    engenheira developer entwickler entwicklerin programmer designer architect architekt architektin arquitecto
    arquitecta arquiteto arquiteta architecte consultant consulting berater beraterin consultor consultora analyst
    analista analyste scientist researcher forscher forscherin professor professorin professeur profesor profesora
    lecturer dozent dozentin teacher lehrer lehrerin lawyer attorney rechtsanwalt rechtsanwaltin anwalt anwaltin
    abogado abogada advogado advogada avocat avocate notary notar notaire physician doctor arzt arztin medecin medico
    medica nurse dentist zahnarzt editor editorial redakteur redakteurin journalist journaliste periodista jornalista
    photographer fotograf fotografin writer author accountant buchhalter steuerberater steuerberaterin contable
    contador comptable auditor controller treasurer buyer einkaufer einkauferin planner planer planerin coordinator
    koordinator koordinatorin coordinador coordinadora coordenador coordenadora coordinateur coordinatrice specialist
    spezialist spezialistin especialista specialiste expert experte executive representative sales vertrieb ventas
    vendas ventes marketing account operations purchasing procurement human resources personal recruiter recruiting
    product produkt project projekt projektleiter projektleiterin programme secretary sekretariat secretario secretaria
    secretaire referent referentin sachbearbeiter sachbearbeiterin beauftragter strategist strategy advisor adviser
    directeur directrice directora diretor diretora gerente jefe jefa chef cheffe responsable responsavel encargado
    gerant gerante president presidente presidenta vicepresidente charge chargee fundador fundadora fondateur fondatrice
    socio socia associe associee tecnico tecnica technician techniker technikerin technicien technicienne trainer coach
    curator kurator kuratorin supervisor superintendent inspector senior junior principal staff member intern praktikant
    freelance freelancer independent spokesperson pressesprecher pressesprecherin investor agent broker makler
    """
)

LEGAL_FORMS = _words(
    """
    gmbh mbh ag kg kgaa ohg gbr ug ev eg se ltd limited llc llp plc inc corp corporation co company sa sas sarl sasu eurl
    sl slu sll sc lda ltda eireli bv nv oy oyj ab as asa aps srl spa sro zoo pty pvt kk
    """
)

ORGANISATION_WORDS = _words(
    """
    group gruppe grupo groupe holding partners associates consulting solutions systems software technologies technology
    technik tech logistics logistik logistica logistique bank banco banque insurance versicherung seguros assurances
    university universitat universidad universidade universite hochschule institute institut instituto school schule
    escola escuela college academy akademie foundation stiftung fundacion fundacao fondation museum theater theatre
    hospital klinik clinic clinica clinique verlag press media medien studio studios agency agentur agencia agence labs
    laboratory works werke werk industries industrie industrias international services service servicios servicos
    engineering energy energie energia ministry ministerium ministerio ministere city verein association asociacion
    associacao societe sociedad kanzlei ventures capital hotel restaurant architects architekten bureau office buro
    bakery brewery farm shipping maritime robotics pharma foods analytics trading brothers sons
    """
)

STREET_WORDS = _words(
    """
    street st road rd avenue ave av boulevard blvd lane ln drive square sq floor suite unit building house court strasse
    str platz weg allee gasse ring damm ufer postfach calle c plaza paseo carrer avenida rua travessa praca largo
    estrada alameda rue place quai chemin cours allees impasse etage bp box piso andar
    """
)

COUNTRIES = {
    "germany": "DE", "deutschland": "DE", "alemania": "DE", "allemagne": "DE", "alemanha": "DE", "austria": "AT",
    "osterreich": "AT", "switzerland": "CH", "schweiz": "CH", "suisse": "CH", "spain": "ES", "espana": "ES",
    "spanien": "ES", "espagne": "ES", "espanha": "ES", "france": "FR", "frankreich": "FR", "francia": "FR", "franca": "FR",
    "portugal": "PT", "brazil": "BR", "brasil": "BR", "brasilien": "BR", "bresil": "BR", "united kingdom": "GB", "uk": "GB",
    "england": "GB", "scotland": "GB", "wales": "GB", "ireland": "IE", "usa": "US", "united states": "US", "canada": "CA",
    "netherlands": "NL", "nederland": "NL", "belgium": "BE", "belgique": "BE", "belgie": "BE", "denmark": "DK",
    "danmark": "DK", "sweden": "SE", "sverige": "SE", "norway": "NO", "norge": "NO", "finland": "FI", "italy": "IT",
    "italia": "IT", "poland": "PL", "polska": "PL", "mexico": "MX", "argentina": "AR", "chile": "CL", "colombia": "CO",
    "india": "IN", "japan": "JP", "china": "CN", "singapore": "SG", "australia": "AU", "luxembourg": "LU",
    "liechtenstein": "LI", "czech republic": "CZ", "greece": "GR", "turkey": "TR", "south africa": "ZA",
}  # fmt: skip
COUNTRY_OF_DOMAIN = {"uk": "GB"} | {
    code.lower(): code for code in {*COUNTRIES.values()} - {"IN", "CO"}
}  # .in and .co are used everywhere

DOMAIN_ENDINGS = _words(
    "com org net info biz io dev app ai eu edu gov coop museum shop online cloud agency studio design consulting "
    "tech law bank example test co me tv"
) | frozenset(COUNTRY_OF_DOMAIN)
FREE_MAIL = _words(
    "gmail googlemail outlook hotmail live msn yahoo ymail icloud me mac aol gmx web t-online freenet posteo mailbox "
    "proton protonmail pm fastmail orange wanadoo free laposte sapo uol bol terra telefonica libero"
)
PERSON_PREFIXES = _words(
    "dr prof dipl ing mag med jur phil mr mrs ms herr frau sr sra dra m mme msc ba ma mba phd"
)
