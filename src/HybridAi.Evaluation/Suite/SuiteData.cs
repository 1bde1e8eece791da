namespace HybridAi.Evaluation;

/// <summary>Facts and words the suite is made of; common knowledge, written down here. The lists run from easy to hard.</summary>
internal static class SuiteData
{
    public static readonly string[] Capitals =
    [
        "France=Paris", "Germany=Berlin", "Italy=Rome", "Spain=Madrid", "Japan=Tokyo", "Russia=Moscow", "China=Beijing", "England=London", "Greece=Athens",
        "Egypt=Cairo", "Poland=Warsaw", "Austria=Vienna", "Portugal=Lisbon", "Ireland=Dublin", "Sweden=Stockholm", "Norway=Oslo", "Hungary=Budapest",
        "Kenya=Nairobi", "Peru=Lima", "Bulgaria=Sofia", "Latvia=Riga", "Uruguay=Montevideo", "Mongolia=Ulaanbaatar|Ulan Bator", "Zambia=Lusaka",
        "Slovenia=Ljubljana", "Paraguay=Asunción|Asuncion", "Botswana=Gaborone", "Laos=Vientiane", "Burkina Faso=Ouagadougou", "Malawi=Lilongwe",
    ];

    public static readonly string[] Facts =
    [
        "How many days are in a week?=7|seven", "What colour do you get by mixing blue and yellow?=green", "What is the frozen form of water called?=ice",
        "How many legs does a spider have?=8|eight", "What is the largest planet of the solar system?=Jupiter", "Which animal is called the king of the jungle?=lion",
        "How many months are in a year?=12|twelve", "Which planet is known as the red planet?=Mars", "What is the opposite direction of north?=south",
        "Who wrote Romeo and Juliet?=Shakespeare", "What is the chemical symbol of gold?=Au", "In which country are the pyramids of Giza?=Egypt",
        "What gas do plants take in from the air?=carbon dioxide|CO2", "How many continents are there?=7|seven", "Who painted the Mona Lisa?=Leonardo|da Vinci",
        "What is the hardest natural substance?=diamond", "Which ocean lies between Europe and America?=Atlantic", "What is the capital of Canada?=Ottawa",
        "In which year did the Berlin Wall fall?=1989", "Who discovered penicillin?=Fleming", "What is the chemical symbol of tungsten?=W",
        "Which Swiss city is the seat of the Red Cross?=Geneva", "Who composed The Four Seasons?=Vivaldi", "What is the smallest prime number above 100?=101",
        "Which element has atomic number 26?=iron", "In which year was the Magna Carta sealed?=1215", "What is the longest river of France?=Loire",
        "Who wrote The Master and Margarita?=Bulgakov", "Which mathematician proved the incompleteness theorems?=Gödel|Goedel|Godel",
        "What is the currency of Vietnam?=dong",
    ];

    public static readonly string[] Opposites =
    [
        "hot=cold", "big=small|little", "happy=sad|unhappy", "fast=slow", "up=down", "open=closed|close|shut", "young=old", "day=night", "full=empty", "rich=poor",
        "early=late", "strong=weak", "wet=dry", "heavy=light", "loud=quiet|silent|soft", "sharp=blunt|dull", "brave=cowardly|timid|fearful", "ancient=modern|new",
        "generous=stingy|mean|selfish|miserly", "victory=defeat|loss", "expand=contract|shrink", "accept=reject|refuse|decline", "artificial=natural",
        "transparent=opaque", "temporary=permanent", "flexible=rigid|inflexible|stiff", "scarce=abundant|plentiful|plenty", "ascend=descend", "humble=proud|arrogant", "praise=criticize|criticise|blame|criticism",
    ];

    /// <summary>English = German = French = Spanish = Italian.</summary>
    public static readonly string[] Words =
    [
        "house=Haus=maison=casa=casa", "water=Wasser=eau=agua=acqua", "bread=Brot=pain=pan=pane", "dog=Hund=chien=perro=cane", "cat=Katze=chat=gato=gatto",
        "book=Buch=livre=libro=libro", "sun=Sonne=soleil=sol=sole", "night=Nacht=nuit=noche=notte", "friend=Freund=ami=amigo=amico", "milk=Milch=lait=leche=latte",
        "window=Fenster=fenêtre=ventana=finestra", "school=Schule=école=escuela=scuola", "table=Tisch=table=mesa=tavolo", "horse=Pferd=cheval=caballo=cavallo",
        "winter=Winter=hiver=invierno=inverno", "church=Kirche=église=iglesia=chiesa", "bridge=Brücke=pont=puente=ponte", "spoon=Löffel=cuillère=cuchara=cucchiaio",
        "shadow=Schatten=ombre=sombra=ombra", "advice=Rat=conseil=consejo=consiglio", "hammer=Hammer=marteau=martillo=martello", "pride=Stolz=fierté=orgullo=orgoglio",
    ];

    public static readonly string[] Names =
        ["Anna", "Ben", "Clara", "David", "Elena", "Felix", "Greta", "Hugo", "Irene", "Jonas", "Karla", "Leo", "Maya", "Nils", "Olga", "Paul"];

    public static readonly string[] Cities =
        ["Lyon", "Porto", "Graz", "Bergen", "Turin", "Leeds", "Utrecht", "Malmö", "Gdansk", "Ghent", "Cork", "Basel"];

    public static readonly string[] Goods =
        ["lamps", "chairs", "notebooks", "bicycles", "umbrellas", "cups", "tents", "clocks", "cameras", "jackets", "kettles", "mirrors"];

    public static readonly string[] Weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    public static readonly string[] Months =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    public static readonly string[] Positive =
    [
        "I love this {0}, it works perfectly.", "Great {0}, fast delivery, very happy!", "The {0} exceeded my expectations.", "Best {0} I have ever bought.",
        "After some doubts at first, I would not give this {0} away any more.", "The {0} arrived late, but it is so good that I forgave them at once.",
        "Not a single complaint about this {0} after a year.",
    ];

    public static readonly string[] Negative =
    [
        "I hate this {0}, it broke after a day.", "Terrible {0}, waste of money.", "The {0} is a huge disappointment.", "Worst {0} I have ever bought.",
        "The {0} looked nice in the shop, which is the last nice thing I can say about it.", "I wanted to like the {0}; I sent it back within a week.",
        "If you enjoy repairing things, this {0} will keep you busy.",
    ];
}
