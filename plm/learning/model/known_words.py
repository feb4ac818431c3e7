"""Words that are written with a capital letter and are nobody's name, and first names that are nothing else.

The first names are common ones of many origins; those that are everyday words as well (Will, Grace, Mark, Jordan as a
country) are left out, because a sentence may begin with them. All words stand in small letters.
"""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FIRST_NAMES = _words(
    """
    aaliyah aaron adriana alondra amari amelia anaya anderson angelina antoine armando ashanti abby abdul abigail
    adam adrian ahmad ahmed aiden aisha alan albert alejandra alejandro alex alexa alexander alexis ali alice alicia
    alina allison alyssa amanda amina amir amira amy ana andre andrea andres andrew angela angelica anna anthony
    antonio aria ariana ariel arjun arthur ashley asher aubrey audrey austin ava ayaan ayden ayesha beatriz ben
    benjamin bianca brandon brayden breanna brenda brian brianna brittany brooklyn bryan bryson caleb cameron camila
    carlos caroline catalina catherine cecilia charles charlotte chloe chris christina christopher claire
    connor courtney crystal daisy damian damon daniel daniela danielle darius darnell david deandre deborah deja
    dejah delilah denise derrick deshawn destiny devin devon diana diego dominic donovan dorothy dylan eduardo
    edward edwin elena eli eliana elias elijah elizabeth ella ellie emilia emiliano emily emma emmanuel eric erica
    erik erin esmeralda esteban ethan eva evelyn ezekiel fatima felipe fernanda fernando francisco gabriel gabriela
    gavin genesis george gianna giovanni gloria gregory guadalupe hailey hannah harper hassan hector helen henry
    hugo ian ibrahim imani isaac isabel isabella isaiah ismail ivan jaden jada jaiden jacob jaime jake jalen jamal
    james jamie janelle jared jasmin jasmine jason javier jayda jayden jaylen jayla jeffrey jennifer jeremiah jeremy
    jerome jesse jessica jesus jocelyn joel john jonah jonathan jorge jose joseph joshua josiah juan juana julia
    julian juliana justin kaitlyn kamala karina karla kayden kayla keisha kelly kelvin kendra kenneth kevin
    khadija kiara kimberly kyle kylie lamar latasha laura lauren leah leilani leo leon leonardo leslie leticia levi
    lillian lily linda lisa logan lorena lorenzo lucas lucia luis luke luz mackenzie madeline madison malachi malik
    manuel marco marcos marcus maria mariah mariam mariana marisol marissa marquis martha martin mary mateo matthew
    maya megan mei melanie melissa mia micah michael michelle miguel mikayla mila mohamed mohammed monica monique
    morgan muhammad mustafa nadia naomi natalia natalie nathan nathaniel nayeli nevaeh nicholas nicole nikhil noah
    noor nora nyla oliver olivia omar oscar owen pablo paola patricia patrick paul pedro peter priya quentin rachel
    rafael ramon raquel raul rebecca ricardo richard robert roberto rodrigo rohan rosa ruben ryan sabrina brielle
    kiana kyla khalil jamar jermaine keyshawn dwayne demetrius deja destinee esme zainab maryam leila layla salma
    samantha samir samuel sandra santiago sara sarah sasha savannah sean sebastian selena sergio shanice sharon
    shawn sienna simon sofia sophia sophie stephanie stephen steven susan sydney talia tamara tamika tanisha tariq
    tatiana taylor terrell thiago thomas tiffany timothy trevon trevor tyler tyrese tyrone valentina valeria vanessa
    veronica victor victoria vincent vivian walter wendy wesley william xavier ximena yasmin yolanda yosef yusuf
    zachary zaire zara zion zoe zoey
    """
)

TITLES = _words(
    """
    mr mrs ms miss mx dr prof professor principal coach officer counselor nurse teacher señor señora señorita sr sra
    madame monsieur maestra maestro superintendent dean deputy sergeant detective pastor reverend rabbi imam judge
    senator delegate governor president king saint st
    """
)
"""What stands before the name of an adult."""

PLACES = _words(
    """
    school schools elementary middle high primary secondary academy center centre college university campus building
    hall wing annex library gym gymnasium cafeteria auditorium field park playground street avenue ave road lane
    drive boulevard highway square bridge river creek lake bay mountain beach island county city town township
    village state district region hospital clinic church mosque temple museum zoo theater theatre stadium store
    market station airport north south east west northern southern eastern western new fort mount port san santa los
    las el la press publishing institute foundation association society union bank inc company program project team
    club act law framework toolkit curriculum method model scale survey index
    """
)
"""What stands beside the name of a place, a program or a publication."""

_TIME = _words(
    """
    monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays
    sundays mon tue tues wed thu thur thurs fri sat sun january february march april may june july august september
    october november december jan feb mar apr jun jul aug sep sept oct nov dec spring summer fall autumn winter
    today tomorrow yesterday morning afternoon evening noon midnight am pm christmas thanksgiving halloween hanukkah
    kwanzaa easter ramadan eid diwali juneteenth passover lent advent labor memorial veterans columbus presidents
    mother's father's new year years eve valentine valentine's lunar mlk
    """
)

_PEOPLES = _words(
    """
    english spanish french german italian portuguese russian ukrainian polish greek latin hebrew arabic farsi
    persian dari pashto urdu hindi punjabi bengali tamil telugu nepali amharic tigrinya somali swahili yoruba igbo
    hausa twi haitian creole kreyol vietnamese chinese mandarin cantonese korean japanese tagalog filipino thai
    burmese karen lao hmong khmer turkish kurdish asl american americans african africans asian asians european
    europeans hispanic latino latina latinos latinas latinx latine chicano chicana black white brown native
    indigenous indian indians mexican mexicans salvadoran honduran guatemalan colombian venezuelan peruvian
    ecuadorian dominican cuban puerto rican jamaican nigerian ghanaian kenyan ethiopian eritrean somalian egyptian
    moroccan syrian iraqi iranian afghan pakistani bangladeshi british irish scottish welsh dutch swedish norwegian
    danish finnish canadian brazilian muslim muslims christian christians jewish jew jews hindu hindus buddhist
    buddhists sikh sikhs catholic catholics protestant baptist islam islamic christianity judaism god allah bible
    quran koran torah america africa asia europe australia mexico canada brazil colombia venezuela peru ecuador
    bolivia cuba haiti jamaica honduras guatemala salvador nicaragua panama nigeria ghana kenya ethiopia eritrea
    somalia sudan egypt morocco syria iraq iran afghanistan pakistan india bangladesh nepal china korea japan
    vietnam philippines thailand ukraine russia poland germany france spain italy greece england britain ireland
    scotland turkey lebanon yemen usa us uk maryland delaware pennsylvania washington baltimore annapolis dc
    california texas florida ohio illinois michigan massachusetts connecticut colorado oregon arizona nevada utah
    minnesota wisconsin tennessee kentucky alabama mississippi louisiana arkansas missouri iowa kansas nebraska
    oklahoma dakota wyoming idaho alaska hawaii maine vermont hampshire jersey york carolina rhode potomac
    chesapeake zulu maori
    """
)

_SCHOOL = _words(
    """
    math maths mathematics algebra geometry calculus statistics science biology chemistry physics history geography
    civics economics government art arts music band orchestra chorus choir drama theater dance health reading
    writing literature language languages studies social physical education gym homeroom advisory period block lunch
    recess class classroom room office grade grades kindergarten pre-k prek first second third fourth fifth sixth
    seventh eighth ninth tenth eleventh twelfth freshman freshmen sophomore sophomores junior juniors senior seniors
    student students teacher teachers parent parents family families mom dad mama papa grandma grandpa grandmother
    grandfather auntie uncle guardian principal assistant vice counselor counselors psychologist paraeducator para
    para-educator bus driver custodian secretary librarian nurse social worker coach specialist team teams community
    circle circles restorative practice practices justice approach approaches conference conferences re-entry
    reentry repair harm talking piece check-in check-out checkin checkout tier tiers level levels one two three four
    five six seven eight nine ten sel pbis mtss rti iep ieps ell ells esl eld esol title section plan plans goal
    goals module modules course courses session sessions entry entries log norms norm agreement agreements values
    value respect responsibility kindness safety trust peace zones zone regulation second step steps mindful minute
    minutes mood meter question questions round rounds opening closing welcome center board chromebook chromebooks
    google zoom teams slides docs sheets drive classroom youtube instagram tiktok snapchat facebook whatsapp twitter
    discord roblox minecraft fortnite pokemon pokémon xbox nintendo playstation netflix spotify iphone ipad android
    kahoot nearpod padlet flipgrid canvas schoology powerpoint microsoft word excel outlook canva classdojo dojo
    remind month week day heritage awareness season popsicle velcro band-aid sharpie expo post-it posters poster
    covid covid-19 uno jenga lego legos jeopardy bingo internet wifi wi-fi web email plm
    """
)

_COMMON = _words(
    """
    a about above after again all also although always an and another any anyone anything are as ask asked at away
    back be because been before begin being best both but by can cannot could day days dear did do does done down
    each either else end even every everybody everyone everything few finally find for from get give go going good
    great had has have having he hello help her here hers herself hi him himself his how however i if in instead
    into is it its itself just last later least less let like listen little look many maybe me mine more most much
    must my myself never next no nobody none nor not nothing now of off oh ok okay on once only open or other others
    our ours out over own part perhaps please read right same say see she should since so some somebody someone
    something sometimes soon sorry speak start still stop story such take talk tell than thank thanks that the their
    theirs them then there these they thing things think this those though through time to together too try tried
    under unless until up upon us use very was way we well were what whatever when where whether which while who
    whole whom whose why will with without wonder word work would write yes yet you your yours yourself yay wow hey
    bye goodbye hooray re co non pre post self mid anti multi inter tv pe ap ib stem steam hr pta ptsa ymca led pbs
    cnn nba nfl ceo faq pdf feelings feeling rose bud thorn thorns roses buds high low highs lows win wins glow grow
    glows grows proud happy sad angry calm tired hope peace love joy
    """
)

KNOWN = _TIME | _PEOPLES | _SCHOOL | _COMMON | PLACES | TITLES
"""Words that stand with a capital letter inside a sentence and are no name."""
