"""Which first names are one name: short forms, and spellings that languages differ in (M10).

A line of TABLE is one name: the full form, then what people
A who bear it are called. A short form may stand in several lines.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache

TABLE = """
aaron ron ronnie
abigail abby gail
abraham abe ibrahim
adelaide addie heidi
agnieszka aga
aisha ayesha aicha
albert al bert bertie
alejandra ale alex sandra
alejandro ale alex jandro
aleksander alexander alexandre alejandro alessandro aleksandr oleksandr
aleksander alex alec sandy sasha sascha xander lex alik
alexandra aleksandra alessandra oleksandra alex sandra sandy sasha sascha lexi
alfred al fred freddie alf
alice ali alicia
alison allison ali
amanda mandy
ambrose brose
amelia amy millie
anastasia nastya stasia ana
andrew andreas andre andrei andrey andrzej andres andy drew
angela angie
angelina angie lina
anita ann
ann anna anne anya annie nan nancy ania
antonia toni tonia
anthony antony antonio antoine anton tony toni
arnold arnie
arthur artur art artie
augustus august gus
barbara barb barbie babs basia
bartholomew bart bartek bartosz
beatrice beatriz bea trixie
benedict ben
benjamin ben benji benny
bernard bernhard bernie
bernadette bernie
bogdan bohdan
boris borya
bradley brad
bridget birgit brigitte bridie
calvin cal
cameron cam
carlos carlitos charly
carmen carmela
carol caroline carolyn carrie karolina
cassandra cass cassie sandra
catherine katherine kathryn katharina katarzyna catarina katerina ekaterina yekaterina
catherine cathy kathy kate katie kat kitty cat kasia katya karin
cecilia cecile cissy celia
charles karl carl carlo carlos charlie chuck chaz
charlotte charlie lottie lotte
chelsea chels
christina christine cristina kristina kristine chris chrissy tina kris krysia
christopher christoph christophe kristoffer krzysztof cristobal chris kit kris topher krzysiek
christian kristian cristian chris
cindy cynthia
clarence clare
clifford cliff
constance connie constanze
cornelius neil kees corneel
curtis curt
cyrus cy
daniel danny dan dani
daniela danielle dani
darren daz
david dave davey davide dawid
deborah debra deb debbie
denise denny
dennis denis denys denny
diana diane di
dmitri dmitry dmitriy dmytro dimitri dima mitya
dominic dominik dominique dom nick
donald don donnie
dorothy dorothea dot dottie thea
douglas doug
duncan dunc
edgar ed
edmund ed eddie ned
edward eduard eduardo edoardo ed eddie ted ned eddy edu
edwin ed eddie
eleanor elena ellie nell nora leonor
elizabeth elisabeth elisabetta elzbieta isabel liz lizzie beth betty
elizabeth eliza elsa else lisa lisbeth liesl betsy libby ela
emanuel manuel emmanuel manny manu
emily em emma millie
emilia emmy mila
erica erika ricky
eric erik erich rick
ernest ernst ernesto ernie
esther hester
eugene evgeny evgeniy yevgeny eugenio gene zhenya
evelyn eve evie
ferdinand fernando ferdi nando
filip phillip philip philippe felipe filippo phil pip
florence flo flora
florian flo
frances francesca francisca franziska fran franny frankie franzi paca
francis francisco francesco frank franck franz francois fran frankie paco pancho chico kiko
frederick friedrich frederik frederic federico fred freddy fritz rick
gabriel gabriele gabe gabi
gabriela gabriella gabrielle gabi gaby
galina galya
gareth gary
gennady gena
geoffrey jeffrey jeffery geoff jeff
george georg georges giorgio jorge jerzy georgios yuri jurgen jorg
gerald gerard gerhard gerry jerry gerd
gertrude trudy gerti
giovanni gianni vanni
giuseppe beppe pino peppe
gordon gord
grace gracie
gregory grzegorz gregor grigory greg gregg grisha
guillermo memo guille
gustavo gustav gus tavo
guy guido
gwendolyn gwen
hannah hanna hania
harold hal harry
harriet hattie
heinrich heinz heiner
helen helena helene elena nell lena hela
henry henrik henri enrico enrique hendrik harry hank hal henk
herbert herb bert
hubert bert hugh
ian iain
ignacio ignatius nacho iggy
igor ihor
ilya ilja ilia
immanuel manny
irene irina ira
isaac izaak ike zac
isabella isabel isabelle bella izzy bel
ivan vanya
jacob jakob jakub jacobo jake kuba coby
jacqueline jackie jacqui
jaime diego
james jim jimmy jamie jem
jane jan janie jenny
janet jan
javier xavier xavi javi
jeanette jeannette jean netty
jennifer jen jenny jenn
jeremiah jeremy jerry
jerome jerry
jessica jess jessie
joan joanna joanne johanna jo joanie asia
joaquin quino joaco
johannes johann hans hannes jan jens jo
john jon johnny jack jonny
jonathan jon jonny nathan
josephine josefina josie jo fina
joseph josef jose jozef joe joey jo pepe ze jupp sepp zezinho
joshua josh
juan juanito juancho
judith judy jude
julia julie juliana jules julka
julian julien jules
justin jus
justina justine tina
karen caren
kenneth ken kenny
kevin kev
kimberly kim kimmy
konstantin constantin constantine kostas costas kostya stan
ksenia xenia ksyusha
larissa larisa lara
laura laurie lori
lawrence laurence lorenzo laurent lars lorenz larry lawrie
leonard leonardo leonhard leo len lenny
leopold leo poldi
leslie les
lewis louis luis ludwig luigi lou louie lutz
lillian lilian lily lil
louise luise luisa lou
lucas lukas luke luca luc lukasz
lucia lucy lucie luz
ludmila lyudmila luda mila
lydia lidia
lynette lyn
madeleine madeline magdalena maddie magda lena
malcolm mal
malgorzata gosia margaret margarete margarita margherita marguerite maggie
malgorzata meg peggy greta gretchen rita marge margie madge
marcus markus marco marek mark marc marcos
maria mary marie mariya maryam miriam mia molly polly masha mimi marysia
marianne mariana marion
martha marta marty
martin marcin marty tino
martina tina
matthew matthias mathias matteo mateo mateusz matthieu matt matty matze
maurice moritz mauricio maurizio moe mo
maximilian maxim maksim maximiliano maxime max maks
megan meg
mehmet mohammed mohammad muhammad mohamed muhammed mohamad mo hamada
melanie mel
melissa mel missy lisa
mercedes merche
michael michel mikhail michal miguel mikael mike mick mickey misha mikey michele micha
michaela michelle shelly micha
mildred millie
miroslav mirek
mitchell mitch
monica monika moni
nadezhda nadia nadya
natalie natalia nataliya natasha nat tasha
nathan nathaniel nate nat
neil neal niall
nicholas nicolas nikolas nikolaus nikolai nikolay mykola niccolo
nicholas nicola nick nicky nico niko klaus claus kolya mikolaj
nicole nicola nicky nikki
olga olya
oliver olivier ollie oli
olivia liv livvy
oscar oskar ozzie
osvaldo ozzie waldo
pamela pam
patricia patrizia pat patty tricia trish pati
patrick patricio paddy pat rick padraig
paul pablo paolo pavel paulo pawel pau pasha
paulina pauline paula polly
penelope penny
peter petr pedro pietro piotr pyotr petros pete petya pierre
petra petia
philippa pippa pip
prudence prue
rachel raquel rachael rach
rafael raphael raffaele rafal rafa raf
ramon moncho raymond ray
raymond raimund ray
rebecca rebekah becky becca
regina gina
reinhard reiner rainer
reginald reg reggie
richard ricardo riccardo ryszard rick ricky rich richie dick rico
robert roberto rob robbie bob bobby bert robin
roberta bobbie
roderick rodrigo rod
rodney rod
roger rogelio rodger rog
roland rolando rolly
ronald ronaldo ron ronnie
rosemary rosemarie rose rosie
rosa rose rosie rosita
rudolf rodolfo rudy rudi
russell russ
salvador salvatore sal
samantha sam sammy
samuel samuele sam sammy
sarah sara sally sadie
sebastian sebastien bastian seb bastien wastl
sergei sergey serhiy sergio serge seryozha
shannon shan
sheila sheelagh
sidney sydney sid
simon simeon szymon si
simone simona
sofia sophia sophie zofia sofie zosia
solomon sol
stanislav stanislaw stan stas staszek
stephanie stefanie stefania steph steffi
stephen steven stefan esteban stefano stephan etienne steve stevie szczepan
stuart stewart stu
susan susanne suzanne susana zuzanna sue susie suzy zuza
svetlana sveta lana
sylvester sly silvester
sylvia silvia syl
tatiana tatyana tanya tania
terence terrence terry
teresa theresa therese terry tess resi
theodore theodor teodor ted teddy theo fyodor
thomas tomas tomasz tommaso tom tommy thom tomek
timothy timotheus tim timmy timo
tobias toby tobi
ulrich uli ulli
ulrike uli rike
ursula uschi ursel
valentina valya
valerie valeria val
veronica veronika vera ronnie
victor viktor vic vitya
victoria viktoria vicky vicki tori vika wiktoria
vincent vicente vincenzo vince vinny
viola violet vi
virginia ginny
vladimir volodymyr vova volodya wladimir
vladislav vladyslav wladyslaw vlad vladik
walter walther wally walt
wendy wendi
wilhelmina minna willa mina
william wilhelm willem guillaume guglielmo bill billy will willy liam wim willi
wolfgang wolf wolfi
yuri yury iurii yura
yvonne vonnie
zachary zacharias zac zach zack
zoltan zoli
laszlo laci
istvan pisti
zsuzsanna zsuzsa
andras bandi
jiri jirka
vaclav vasek
jaroslav jarda jarek
joao joaozinho
antonio antoninho toninho
fernanda nanda
guilherme gui
eduarda duda
leticia le
rogerio roger
concepcion concha conchita
dolores lola
pilar pili
rosario charo
guadalupe lupe
jesus chus
santiago santi iago
consuelo chelo
encarnacion encarna
gonzalo gonza
rafaela rafi
hernando hernan
dieter diederich
jurgen juergen jochen joachim
hildegard hilde
waltraud traudl
ingeborg inge
siegfried sigi
sigrid siri
cornelia conny nelly
manfred manni fred
eberhard eber hardy
gunther gunter guenter guenther
lieselotte lilo lotte
aleida aleid
hubertus huub bert
gerardus gerrit
petronella nel
adriaan arjan adrian
mattheus thijs
nikola niko
dragan gaga
milos misko
sulaiman solomon suleiman sulayman
yusuf youssef yousef yosef
hussein hossein husain
hassan hasan
ahmed ahmad achmed
omar umar
khalid khaled
fatima fatma fatema
zainab zaynab zeynep
ali aly
krishna krish kris
venkatesh venkat venky
subramanian subbu mani
lakshmi laxmi
vijay wijay
sanjay sanjai
jitendra jeetu jitu
rajendra raj raju
sunita suni
"""


@cache
def _lines() -> dict[str, list[list[str]]]:
    found: dict[str, list[list[str]]] = defaultdict(list)
    for line in filter(None, map(str.split, TABLE.split("\n"))):
        for name in line:
            found[name].append(line)
    return dict(found)


@lru_cache(maxsize=65536)
def roots_of(name: str) -> frozenset[str]:
    """The full forms of a plain first name ("bob": {"robert"}); the name itself where it is not listed."""
    return frozenset(line[0] for line in _lines().get(name, [[name]]))


def akin_to(name: str) -> frozenset[str]:
    """The other names of who may be called so ("kasia": {"katarzyna", ...}); none where it is not listed."""
    return frozenset(other for line in _lines().get(name, []) for other in line if other != name)


def is_listed(name: str) -> bool:
    """Is it a first name that people bear, so that it is hardly a slip of another one?"""
    return name in _lines()
