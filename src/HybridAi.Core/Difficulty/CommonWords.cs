namespace HybridAi;

/// <summary>What a word can be to the filter that removes courtesy and claims about difficulty ("this is trivial").</summary>
internal enum WordRole : byte
{
    /// <summary>An ordinary word: the clause is content.</summary>
    Content = 0,

    /// <summary>May stand in a clause of mere courtesy, but does not make one.</summary>
    Neutral = 1,

    /// <summary>Makes a clause of neutral words a courtesy or small talk that is skipped.</summary>
    Courtesy = 2,

    /// <summary>Like <see cref="Courtesy"/>, and skipped wherever it stands: a user's claim about difficulty is not evidence of it.</summary>
    Claim = 3,
}

/// <summary>
/// Words of courtesy, of claims about difficulty, and of the glue between them. A clause made of these alone says nothing about the
/// request, so it is skipped: neither a thank-you nor "this is trivial" may move a decision.
/// </summary>
internal static class CommonWords
{
    private const int Slots = 2048;

    private const string Neutral =
        "a an and any anything are as at be been being by can could d day dear do does doing done evening for from get give go going good " +
        "great had happy has have having here how i if in is it its just know let like little ll long look looking m many me more " +
        "morning much my need needed now of on one or our out really s should so some someone something soon such sure t take " +
        "than that the then there these thing things think this time to today tonight tomorrow yesterday too up us very want was we well " +
        "were what when whenever which while will with won would you your yours ve re not no all also about afternoon able only even " +
        "other matter actually bit lot forward mind question questions request task problem exercise answer answers answering reply " +
        "response help assistant ai friend sir team madam everyone everybody anyone child kid beginner minute minutes second seconds " +
        "wondering quite pretty fairly extremely super rather most especially trying try ask asking asked make makes ready doubt " +
        "effort work job small tiny model models llm local outside inside home kitchen early late week year again always never still " +
        "since because but nice lovely wonderful beautiful warm cold hot new favourite favorite best better bad ago went came got " +
        "read reading sitting feel feeling feels enjoyed enjoy enjoying drink drank drinking ate eat eating cup made walked walk walking " +
        "slept love loved saw seen next last first my myself her his she he they them their him";

    private const string Courtesy =
        "please pls plz thanks thank thankyou thx ty cheers appreciate appreciated appreciation grateful hello hi hey greetings regards " +
        "sincerely kind advance welcome kindly bye goodbye fyi btw ok okay anyway um uh hmm bless quick quickly briefly short patience " +
        "hope hoping way sorry wish wishes " +
        "weather sunny sunshine rainy cloudy breakfast lunch dinner coffee tea weekend holiday holidays vacation nap mood smile";

    private const string Claims =
        "trivial trivially easy easily easiest easier simple simply simplest straightforward difficult difficulty hard harder hardest tricky challenging " +
        "effortless obvious obviously basic elementary";

    private const string English =
        "the of and to is are was were that this which what who whom whose where when why how with from by for it its be been has have had " +
        "does did do can could would should will not you your they their he she his her at or if then than there these those following";

    // Frequent words of other languages in Latin script that are not English words.
    private const string OtherLanguages =
        "der das und ist nicht ein eine einen einem einer eines zu mit auf fur von dem den des im sich auch wie wird sind oder bei aus nach uber " +
        "le les et est une du que qui dans pour sur avec sont cette ces au aux ou quelle quel pas plus " +
        "el los las una y del por para con como es su al se cual cuantos mas pero este esta " +
        "il lo gli di che e per non sono della dei delle nel alla qual quanti piu o os um uma nao em no na dos das mais ao pelo " +
        "het een en van op te dat niet zijn voor met aan hoe och att det som pa ar inte av og til ikke jeg " +
        "w z na sie jest nie ktory ve bir bu icin ile ne mi yang dan untuk dengan adalah";

    private static readonly Entry[] Table = Build();

    /// <summary>What is known about a word, by its hash.</summary>
    public static Entry Find(uint word)
    {
        for (uint slot = NgramHash.Mix(word); ; slot++)
        {
            ref readonly var entry = ref Table[slot & (Slots - 1)];
            if (entry.Hash == word || !entry.Used) return entry;
        }
    }

    private static Entry[] Build()
    {
        var table = new Entry[Slots];
        Add(table, Claims, e => e with { Role = WordRole.Claim });
        Add(table, Courtesy, e => e.Used ? e : e with { Role = WordRole.Courtesy });
        Add(table, Neutral, e => e.Used ? e : e with { Role = WordRole.Neutral });
        Add(table, English, e => e with { Language = 1 });
        Add(table, OtherLanguages, e => e.Language == 1 || e.Used ? e : e with { Language = -1 });
        return table;
    }

    private static void Add(Entry[] table, string words, Func<Entry, Entry> change)
    {
        foreach (string text in words.Split(' '))
        {
            uint word = NgramHash.Word(text), slot = NgramHash.Mix(word);
            while (table[slot & (Slots - 1)].Used && table[slot & (Slots - 1)].Hash != word) slot++;
            ref var entry = ref table[slot & (Slots - 1)];
            entry = change(entry) with { Hash = word, Used = true };
        }
    }

    /// <summary>A common word. <paramref name="Language"/> is 1 for a cue for English, -1 for a cue against it.</summary>
    internal readonly record struct Entry(uint Hash, WordRole Role, sbyte Language, bool Used);
}
