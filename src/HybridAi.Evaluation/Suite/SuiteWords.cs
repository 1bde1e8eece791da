namespace HybridAi.Evaluation;

/// <summary>Words and small questions of the suite; common knowledge, written down here. The lists run from easy to hard.</summary>
internal static class SuiteWords
{
    public static readonly string[] CommonSense =
    [
        "What colour is snow?=white", "What colour is grass?=green", "What do bees make?=honey", "What do cows give us to drink?=milk", "What do we use to cut paper?=scissors",
        "What falls from the clouds when it is wet outside?=rain", "What do you wear on your feet?=shoes|socks", "What do you use to open a locked door?=key", "Which season is the coldest?=winter", "What do birds use to fly?=wings",
        "What do you call a baby dog?=puppy", "Which meal do you eat in the morning?=breakfast", "What do you use to tell the time?=clock|watch", "Where do you borrow books?=library", "What does a thermometer measure?=temperature",
        "Who repairs water pipes?=plumber", "What do you call a person who flies a plane?=pilot", "What is bread mostly made of?=flour|wheat", "Which sense do you use with your nose?=smell", "What do you call frozen rain?=hail|sleet|snow|ice",
        "What does a carpenter work with?=wood", "Which insect spins webs although it is not an insect?=spider", "What do you call the fear of heights?=acrophobia", "What do you call a word that reads the same backwards?=palindrome",
        "What do you call the sum of money left to someone in a will?=inheritance|legacy|bequest", "What holds the pages of a book together at the back?=spine|binding", "What do you call someone who studies insects?=entomologist",
        "What do you call a shape with seven sides?=heptagon", "Which tool draws perfect circles?=compass|compasses", "What do you call the study of weather?=meteorology",
    ];

    public static readonly string[] Continents =
    [
        "France=Europe", "China=Asia", "Egypt=Africa", "Brazil=South America", "Japan=Asia", "Germany=Europe", "Canada=North America", "India=Asia", "Spain=Europe", "Kenya=Africa",
        "Nigeria=Africa", "Poland=Europe", "Argentina=South America", "Vietnam=Asia", "Mexico=North America", "Morocco=Africa", "Peru=South America", "Iran=Asia", "Cuba=North America", "Ethiopia=Africa",
        "Latvia=Europe", "Laos=Asia", "Suriname=South America", "Malawi=Africa", "Moldova=Europe", "Bhutan=Asia", "Belize=North America", "Gabon=Africa", "Guyana=South America", "Togo=Africa",
    ];

    /// <summary>English = German = French = Spanish = Italian.</summary>
    public static readonly string[] Phrases =
    [
        "good morning=Guten Morgen=bonjour=buenos días|buenos dias=buongiorno", "thank you|thanks=danke=merci=gracias=grazie", "good night=gute Nacht=bonne nuit=buenas noches=buonanotte|buona notte",
        "yes=ja=oui=sí|si=sì|si", "please=bitte=s'il vous plaît|s'il te plaît=por favor=per favore",
        "how are you=wie geht es Ihnen|wie geht es dir|wie geht's=comment allez-vous|comment ça va|ça va=cómo estás|cómo está|como estas=come stai|come sta", "see you soon=bis bald=à bientôt=hasta pronto=a presto", "good evening=guten Abend=bonsoir=buenas tardes|buenas noches=buonasera|buona sera",
        "happy birthday=alles Gute zum Geburtstag=bon anniversaire|joyeux anniversaire=feliz cumpleaños=buon compleanno", "I love you=ich liebe dich=je t'aime=te quiero|te amo=ti amo",
        "where is the station=wo ist der Bahnhof=où est la gare=dónde está la estación=dov'è la stazione", "I am hungry=ich habe Hunger|ich bin hungrig=j'ai faim=tengo hambre=ho fame", "get well soon=gute Besserung=bon rétablissement=que te mejores|mejórate pronto=guarisci presto",
        "the bill please=die Rechnung bitte=l'addition s'il vous plaît=la cuenta por favor=il conto per favore", "have a good trip=gute Reise=bon voyage=buen viaje=buon viaggio",
    ];

    public static readonly string[] Articles =
    [
        "apple=an", "dog=a", "orange=an", "car=a", "egg=an", "house=a", "idea=an", "table=a", "elephant=an", "cat=a",
        "umbrella=an", "window=a", "island=an", "bridge=a", "office=an", "yellow car=a", "old man=an", "big egg=a", "ugly hat=an", "red apple=a",
        "hour=an", "university=a", "honest man=an", "European city=a", "heir=an", "useful tool=a", "honour=an", "one-way street=a", "unicorn=a", "MP=an",
    ];

    public static readonly string[] Comparatives =
    [
        "tall=taller", "fast=faster", "small=smaller", "old=older", "cold=colder", "long=longer", "strong=stronger", "cheap=cheaper", "slow=slower", "warm=warmer",
        "big=bigger", "hot=hotter", "happy=happier", "easy=easier", "good=better", "bad=worse", "thin=thinner", "busy=busier", "sad=sadder", "heavy=heavier",
        "far=farther|further", "little=less|smaller|littler", "beautiful=more beautiful", "expensive=more expensive", "modern=more modern", "shy=shyer|shier", "careful=more careful", "dry=drier", "gentle=gentler", "ill=worse|more ill",
    ];

    public static readonly string[] Verbs =
    [
        "walks=walked", "works=worked", "plays=played", "waits=waited", "cooks=cooked", "talks=talked", "stays=stayed", "dances=danced",
        "sings=sang", "sleeps=slept", "runs=ran", "writes=wrote", "eats=ate", "swims=swam", "drives=drove", "speaks=spoke",
        "weeps=wept", "lies down=lay down", "strives=strove|strived", "slides=slid", "sweeps=swept", "freezes=froze", "hides=hid", "digs=dug",
    ];

    public static readonly string[] Misspelt =
    [
        "freind=friend", "becuase=because", "hapy=happy", "skool=school", "wich=which", "peple=people", "gril=girl|grill", "wensday=Wednesday", "tommorow=tomorrow", "beleive=believe",
        "recieve=receive", "definately=definitely", "seperate=separate", "adress=address", "neccessary=necessary", "calender=calendar", "goverment=government", "occured=occurred", "untill=until", "wierd=weird",
        "accomodate=accommodate", "embarass=embarrass", "rythm=rhythm", "liason=liaison", "millenium=millennium", "concious=conscious", "maintainance=maintenance", "questionaire=questionnaire", "bureacracy=bureaucracy", "perserverance=perseverance",
    ];

    public static readonly string[] Commands =
    [
        "Which Linux command lists the files of a folder?=ls", "Which Linux command changes the folder?=cd", "Which Linux command deletes a file?=rm", "Which Linux command copies a file?=cp", "Which Linux command moves a file?=mv",
        "Which Linux command makes a new folder?=mkdir", "Which Linux command shows the current folder?=pwd", "Which git command downloads a repository for the first time?=git clone|clone", "Which git command records changes?=git commit|commit", "Which git command uploads commits?=git push|push",
        "Which Linux command searches for text in files?=grep", "Which Linux command shows a file's contents?=cat|less|more", "Which Linux command shows running processes?=ps|top", "Which git command makes a new branch?=git branch|git checkout|git switch|branch", "Which Linux command ends a process?=kill",
        "Which Linux command shows the first lines of a file?=head", "Which Linux command changes permissions of a file?=chmod", "Which git command joins two branches?=git merge|merge", "Which Linux command shows free disk space?=df", "Which Linux command sorts lines?=sort",
        "Which Linux command compares two files line by line?=diff", "Which Linux command counts lines and words?=wc", "Which git command applies one single commit to another branch?=git cherry-pick|cherry-pick", "Which Linux command makes a symbolic link?=ln", "Which git command puts changes aside for later?=git stash|stash",
        "Which Linux command shows which program listens on a port?=ss|netstat|lsof", "Which Linux command changes the owner of a file?=chown", "Which git command finds the commit that brought a bug by halving?=git bisect|bisect", "Which Linux command schedules repeated jobs?=cron|crontab", "Which Linux command shows the manual of a command?=man",
    ];

    /// <summary>Country in German, French, Spanish, Italian = capital in any of these languages and in English.</summary>
    public static readonly string[] CapitalsAbroad =
    [
        "Frankreich/la France/Francia/Francia=Paris|París|Parigi", "Deutschland/l'Allemagne/Alemania/Germania=Berlin|Berlín|Berlino", "Spanien/l'Espagne/España/Spagna=Madrid",
        "Italien/l'Italie/Italia/Italia=Rom|Rome|Roma", "Russland/la Russie/Rusia/Russia=Moskau|Moscou|Moscú|Mosca|Moscow", "Portugal/le Portugal/Portugal/Portogallo=Lissabon|Lisbonne|Lisboa|Lisbona|Lisbon",
        "Österreich/l'Autriche/Austria/Austria=Wien|Vienne|Viena|Vienna", "Polen/la Pologne/Polonia/Polonia=Warschau|Varsovie|Varsovia|Warsaw", "Japan/le Japon/Japón/Giappone=Tokio|Tokyo",
        "Ungarn/la Hongrie/Hungría/Ungheria=Budapest", "Norwegen/la Norvège/Noruega/Norvegia=Oslo", "Lettland/la Lettonie/Letonia/Lettonia=Riga",
    ];
}
