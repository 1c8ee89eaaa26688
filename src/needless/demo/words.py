"""Made-up names, organisations and titles of the demo's people; any likeness is chance (M1)."""

from __future__ import annotations

from typing import NamedTuple


class Organisation(NamedTuple):
    """An employer in one field, with its seat and the subdomain of its mail addresses."""

    name: str
    field: str
    place: str
    domain: str


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


# Given and family names by culture; every person takes both from one row, as most people do.
NAMES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "portuguese": (
        _words(
            "Inês Tiago Mariana Rui Beatriz Duarte Leonor Gonçalo Catarina Nuno Filipa Afonso Marta Vasco"
        ),
        _words(
            "Carvalhal Moutinho Serrano Valadares Quintela Brandão Sequeira Lobato Pinheiral Azenha Falcato"
        ),
    ),
    "german": (
        _words("Anneke Jonas Friederike Matthias Katrin Lennart Sabine Tobias Wiebke Moritz Henrike Stefan"),
        _words("Brandhorst Ehlers Kesselring Vossberg Lindauer Nordhoff Hagedorn Reuter Tiedemann Wolfram"),
    ),
    "nigerian": (
        _words("Adaeze Emeka Folasade Tunde Ngozi Chidi Yetunde Obinna Amara Segun Ifeoma Kelechi Temitope"),
        _words(
            "Okafor Adeyemi Nwosu Balogun Eze Ogunleye Ibekwe Afolabi Onyeka Danjuma Akinwale Umeh Olaniyan"
        ),
    ),
    "indian": (
        _words(
            "Ananya Rohan Priya Karthik Meera Arjun Kavita Nikhil Shreya Vikram Lakshmi Sandeep Divya Harsh"
        ),
        _words(
            "Raghunathan Deshpande Bhattacharya Kulkarni Menon Chaudhry Iyengar Saxena Venkatesh Pillai Joshi"
        ),
    ),
    "english": (
        _words(
            "Harriet Callum Imogen Rufus Georgina Alistair Beth Dominic Freya Gareth Nell Oscar Rosalind Theo"
        ),
        _words(
            "Ashcombe Thornley Whitlock Penrose Hartwell Marchbank Oakden Fairbairn Liddell Stroud Wexley"
        ),
    ),
    "spanish": (
        _words(
            "Lucía Álvaro Carmen Javier Nuria Iker Rocío Mateo Pilar Andrés Ximena Joaquín Valeria Esteban"
        ),
        _words(
            "Arriaga Villalba Montoro Echeverri Salcedo Berenguer Zubiri Cordero Altamira Peñalver Quiroga"
        ),
    ),
    "polish": (
        _words(
            "Zofia Tomasz Agnieszka Bartosz Kinga Wojciech Magdalena Piotr Halina Krzysztof Ewelina Marek"
        ),
        _words(
            "Sosnowska Wilczek Jaworski Górniak Malinowska Borkowicz Kalina Rudzki Zawada Dębska Lisiecki"
        ),
    ),
    "chinese": (
        _words("Meilin Haoran Xiuying Junjie Yating Zihan Wenbo Ruolan Guowei Siyu Jiahui Peng Yuxuan Lihua"),
        _words("Zhao Lin Guo Shen Tang Fang Deng Xie Cheng Luo Qiu Bai Yuan Jiang"),
    ),
    "vietnamese": (
        _words("Thảo Minh Linh Quang Huyền Đức Ngọc Khánh Trang Sơn Mai Tuấn Yến Bảo"),
        _words("Nguyễn Phạm Đặng Trương Lưu Dương Huỳnh Mạc Phan Vương Tạ Hồ"),
    ),
    "arabic": (
        _words("Layla Omar Yasmin Tariq Nour Karim Salma Idris Rania Bilal Hanan Ziad Samira Faris"),
        _words("Haddad Mansour Khoury Benali Saleh Nasser Rahmani Farouk Zeidan Tahiri Qasim Bitar Azzam"),
    ),
    "french": (
        _words("Élodie Bastien Solène Thibault Maëlle Quentin Aurélie Loïc Clémence Rémi Océane Yann"),
        _words(
            "Vasseur Delcourt Marchandeau Rivoire Guillemot Chastagner Lacombe Berthelot Montclar Pommier"
        ),
    ),
    "italian": (
        _words("Chiara Lorenzo Federica Davide Ilaria Matteo Ginevra Stefano Noemi Riccardo Alessia Tommaso"),
        _words(
            "Bellandi Carraro Fontanesi Marchetto Spadavecchia Orsini Tagliani Vercelli Zanotti Piemontesi"
        ),
    ),
    "nordic": (
        _words("Astrid Henrik Solveig Lars Ingrid Mikkel Freja Anders Tuva Jesper Maja Nils"),
        _words("Lindqvist Halvorsen Søndergaard Bergström Nygaard Fjeldstad Ekdahl Thorsen Mikkola Hedlund"),
    ),
    "brazilian": (
        _words("Thaís Caio Larissa Murilo Bruna Otávio Jéssica Renan Camila Thiago Vitória Danilo"),
        _words("Cavalcanti Figueiró Prado Bittencourt Amaral Siqueira Teles Meirelles Guedes Vasconcelos"),
    ),
    "turkish": (
        _words("Elif Emre Defne Kaan Zeynep Mert Selin Barış Ayşe Deniz Cem Nazlı"),
        _words("Yıldırım Karaca Özdemir Aksoy Tekin Erdoğmuş Sarıkaya Bulut Toprak Çetinel"),
    ),
    "japanese": (
        _words("Haruka Kenji Aoi Daichi Misaki Ryota Naoko Shun Emi Takumi Yui Kazuo"),
        _words("Morishita Kuroda Hanazawa Iwatani Nakabayashi Shiratori Tachibana Okuno Minamoto Ueda"),
    ),
}

# The owner's three jobs, then everybody else's.
FIRST_JOB = Organisation("Halden Roque Freight", "logistics", "Porto, Portugal", "haldenroque.example.com")
SECOND_JOB = Organisation("Calderwind Power", "energy", "Hamburg, Germany", "calderwind.example.net")
THIRD_JOB = Organisation("Almeria Digital Care", "health", "Lisbon, Portugal", "almeriacare.example.org")
_OTHERS = """
Ferro & Maré Shipping | logistics | Lisbon, Portugal | ferromare
Oderland Warehousing | logistics | Wrocław, Poland | oderland
Kestrel Lane Couriers | logistics | Leeds, United Kingdom | kestrellane
Straitway Terminals | logistics | Singapore | straitway
Palmgrove Cold Chain | logistics | Lagos, Nigeria | palmgrove
Tidemark Wind | energy | Copenhagen, Denmark | tidemark
Solvane Storage | energy | Valencia, Spain | solvane
Brightmoor Grid | energy | Edinburgh, United Kingdom | brightmoor
Deccan Sunworks | energy | Hyderabad, India | deccansun
Harmattan Power | energy | Accra, Ghana | harmattan
Casa Oliveiral Hospitals | health | Porto, Portugal | oliveiral
Lindenhof Klinikum | health | Leipzig, Germany | lindenhof
Nimbus Radiology | health | Dublin, Ireland | nimbusrad
Wellspring Midwives | health | Bristol, United Kingdom | wellspring
Red Lotus Biolabs | health | Ho Chi Minh City, Vietnam | redlotus
Atlas Community College | education | Casablanca, Morocco | atlascollege
Penhallow School | education | Exeter, United Kingdom | penhallow
Instituto Monteclaro | education | Coimbra, Portugal | monteclaro
Openbook Tutors | education | Bengaluru, India | openbook
Vistula Summer School | education | Kraków, Poland | vistulaschool
Arroyo Mutual | finance | Madrid, Spain | arroyomutual
Bastion Lane Capital | finance | London, United Kingdom | bastionlane
Quillfeather Insurance | finance | Zurich, Switzerland | quillfeather
Marula Savings | finance | Nairobi, Kenya | marula
Peregrine Audit | finance | Frankfurt, Germany | peregrineaudit
Inkwell Software | software | Berlin, Germany | inkwell
Tangram Loop | software | Lisbon, Portugal | tangramloop
Copperleaf Robotics | software | Turin, Italy | copperleafbots
Quietbyte | software | Stockholm, Sweden | quietbyte
Lotus Ledger | software | Hanoi, Vietnam | lotusledger
Sandglass Analytics | software | Toronto, Canada | sandglass
Paper Crane Games | software | Osaka, Japan | papercrane
Câmara de Vila Ribeirinha | public sector | Setúbal, Portugal | vilaribeirinha
Northern Harbour Authority | public sector | Bergen, Norway | nharbour
Office for Open Transit | public sector | Brussels, Belgium | opentransit
Riverside Borough Council | public sector | Manchester, United Kingdom | riversideborough
Teatro da Maré Alta | arts | Lisbon, Portugal | marealta
Kleine Laterne Verlag | arts | Vienna, Austria | laterne
Blue Heron Ceramics | arts | Galway, Ireland | blueheron
Medina Light Festival | arts | Tunis, Tunisia | medinalight
Foxglove Recruiting | recruiting | London, United Kingdom | foxglove
Ponte Talent Partners | recruiting | Lisbon, Portugal | pontetalent
Hallmark & Ruhr Search | recruiting | Düsseldorf, Germany | hallmarkruhr
"""


def _organisation(line: str) -> Organisation:
    name, field, place, domain = (part.strip() for part in line.split("|"))
    return Organisation(name, field, place, f"{domain}.example.com")


ORGANISATIONS: tuple[Organisation, ...] = tuple(_organisation(line) for line in _OTHERS.strip().splitlines())
EMPLOYERS = tuple(o for o in ORGANISATIONS if o.field != "recruiting")
RECRUITERS = tuple(o for o in ORGANISATIONS if o.field == "recruiting")

# Titles of each field, from the first years to the corner office.
TITLES: dict[str, tuple[str, ...]] = {
    "logistics": (
        "Dispatch Coordinator",
        "Route Planner",
        "Customs Specialist",
        "Fleet Manager",
        "Head of Operations",
        "Director of Supply Chain",
    ),
    "energy": (
        "Site Engineer",
        "Grid Analyst",
        "Project Developer",
        "Senior Turbine Engineer",
        "Head of Asset Management",
        "VP Business Development",
    ),
    "health": (
        "Clinical Coordinator",
        "Care Pathway Designer",
        "Ward Pharmacist",
        "Consultant Physician",
        "Head of Nursing",
        "Chief Medical Officer",
    ),
    "education": (
        "Teaching Assistant",
        "Mathematics Teacher",
        "Curriculum Designer",
        "Programme Lead",
        "Head of Department",
        "Principal",
    ),
    "finance": (
        "Credit Analyst",
        "Internal Auditor",
        "Portfolio Manager",
        "Senior Actuary",
        "Head of Risk",
        "Finance Director",
    ),
    "software": (
        "Junior Developer",
        "QA Engineer",
        "Product Designer",
        "Senior Engineer",
        "Engineering Manager",
        "Chief Technology Officer",
    ),
    "public sector": (
        "Policy Officer",
        "Urban Planner",
        "Procurement Officer",
        "Senior Adviser",
        "Head of Mobility",
        "Deputy Director",
    ),
    "arts": ("Stage Manager", "Illustrator", "Curator", "Editor", "Artistic Director", "Founder"),
    "recruiting": (
        "Talent Researcher",
        "Recruiter",
        "Senior Recruiter",
        "Principal Consultant",
        "Partner",
        "Managing Partner",
    ),
}

# Ranges that the regulators keep for stories: they parse as valid and ring nowhere.
PHONES: dict[str, str] = {
    "Germany": "+49 30 23125 {:03d}",
    "Austria": "+49 89 99998 {:03d}",
    "Canada": "+1 416 555 01{:02d}",
    "Belgium": "+33 2 61 91 {:04d}",
    "Spain": "+33 5 36 49 {:04d}",
    "Morocco": "+33 4 65 71 {:04d}",
    "": "+44 20 7946 0{:03d}",
}
TAGS = (
    "mentor",
    "climbing",
    "reads a lot",
    "speaks at events",
    "good with data",
    "vegetarian",
    "new parent",
    "runs",
    "book club",
    "angel investor",
    "choir",
    "cycling",
)
FIELDS = (
    ("Coffee order", ("flat white", "galão", "black, no sugar", "mint tea", "bica")),
    ("Favourite team", ("Leixões", "none, hates football", "the local women's eleven", "St Pauli")),
    ("Allergies", ("nuts", "shellfish", "cats")),
    ("Children", ("Ida and Paul", "Noa, born last spring", "three boys", "Matilde")),
)
