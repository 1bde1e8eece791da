using System.Collections.Frozen;

namespace HybridAi;

/// <summary>Which language a text is in: by its script, and where a script serves several languages by their function words and letters.</summary>
/// <remarks>Answers only when the evidence is clear; two words in a language are a guess, not a fact. Allocates nothing.</remarks>
internal static class LanguageGuess
{
    private const int MostCharacters = 2000;
    private const double LeastScore = 1.5;
    private const double LeastLead = 1.4;

    // Short words that ordinary sentences cannot do without. A word that several languages share counts for each, but less.
    private static readonly (string Language, string Words)[] _words =
    [
        ("en", "the of and to is are was what how why with that this for you your from have has not which does please write explain should"),
        ("de", "der die das und ist nicht ein eine einen ich sie wir mit für auf den dem von zu wie was warum sind wird auch bitte über oder kann"),
        ("fr", "le la les des et est une un pas que qui dans pour avec sur vous nous je ce cette comment pourquoi quelle sont au du être mais"),
        ("es", "el la los las de y es una un que en no por para con cómo qué cuál como está son del se su pero escribe explica más"),
        ("it", "il lo la gli di e è una un che non per con come cosa perché sono del della nel questo anche più scrivi quale quali alla"),
        ("pt", "o os as de e é uma um que não em para com como qual porque são do da no na por você isso mais está seu explique ao"),
        ("nl", "de het een en is niet van dat ik je wij met voor op zijn hoe wat waarom deze ook maar worden aan kan schrijf naar over uit"),
        ("pl", "i w nie na jest się to że z do jak co dlaczego czy są dla przez oraz ale ten ta jaka jaki napisz po od tego który"),
        ("cs", "a v je se na to že jak co proč jsou pro ale ten který která nebo jsem byl podle při také jaké napiš od této není"),
        ("sv", "och att det är en ett som inte på för med av jag du vi hur vad varför den till från också eller kan skriv om vilken finns"),
        ("da", "og at det er en et som ikke på for med af jeg du vi hvordan hvad hvorfor den til fra også eller kan skriv om hvilken"),
        ("no", "og å det er en et som ikke på for med av jeg du vi hvordan hva hvorfor den til fra også eller kan skriv om hvilken"),
        ("fi", "ja on ei se että mitä miten miksi ovat kun mutta myös tai kuin hän minä sinä ole olen voi tämä kirjoita mikä joka onko"),
        ("tr", "ve bir bu için ile de da ne nasıl neden mi mı değil çok gibi olarak daha var olan ama kadar ben sen yaz nedir hangi"),
        ("ro", "și este nu un o de la în cu pe care ce cum pentru sunt din mai că sau dar este acest această unde scrie explică fi"),
        ("hu", "a az és nem is hogy egy van mi miért hogyan vagy ez azt meg csak de volt kell lehet írj milyen melyik mint ami"),
        ("id", "yang dan di ini itu tidak untuk dengan adalah dari apa bagaimana mengapa saya anda ke pada dalam akan bisa atau tolong ada"),
        ("vi", "là của và không có cho được người này với một các những thế nào gì tại sao tôi bạn trong hãy như để"),
        ("ru", "и в не на что как это с по я он она мы вы для к от из но или почему такое какой напиши есть был при"),
        ("uk", "і в не на що як це з по я він вона ми ви для до від але або чому таке який напиши є був при та"),
        ("bg", "и в не на че как това с по аз той тя ние вие за до от но или защо какво е са който напиши при да се"),
    ];

    // Letters that only some languages of the script use.
    private static readonly (string Letters, string Languages)[] _letters =
    [
        ("ß", "de"), ("äöü", "de fi sv hu tr"), ("ñ¿¡", "es"), ("ãõ", "pt"), ("çêèà", "fr pt it"), ("œ", "fr"), ("ìò", "it"),
        ("łżźśćńąę", "pl"), ("řěůčšž", "cs"), ("å", "sv da no"), ("øæ", "da no"), ("őű", "hu"), ("ğıİ", "tr"), ("ş", "tr ro"),
        ("țșăâ", "ro"), ("đơưạảấầẩẫậắằẳặẹẻẽếềểễệịọỏốồổỗộớờởỡợụủứừửữựỳỷỹ", "vi"),
        ("ыэё", "ru"), ("іїєґ", "uk"), ("ъщ", "bg ru"),
    ];

    private static readonly FrozenDictionary<ulong, uint> _wordMask = WordMask();
    private static readonly FrozenDictionary<char, uint> _letterMask = LetterMask();

    /// <summary>The languages that can be told, as ISO 639-1 codes.</summary>
    public static IReadOnlyList<string> Known { get; } =
        [.. _words.Select(w => w.Language), "el", "he", "ar", "fa", "ur", "hi", "bn", "ta", "te", "th", "ka", "hy", "ko", "ja", "zh"];

    /// <summary>The language's ISO 639-1 code, or <see langword="null"/> when the text does not tell.</summary>
    public static string? Of(ReadOnlySpan<char> text)
    {
        text = text[..Math.Min(text.Length, MostCharacters)];
        var script = WritingSystem.Of(text);
        return script is WritingSystem.Latin or WritingSystem.Cyrillic ? ByWords(text) : script;
    }

    private static string? ByWords(ReadOnlySpan<char> text)
    {
        Span<double> scores = stackalloc double[_words.Length];
        Span<int> letters = stackalloc int[_words.Length];
        scores.Clear();
        letters.Clear();
        var at = 0;
        while (at < text.Length)
        {
            var hash = 14695981039346656037UL;
            var start = at;
            for (; at < text.Length && char.IsLetter(text[at]); at++)
            {
                var lower = char.ToLowerInvariant(text[at]);
                hash = (hash ^ lower) * 1099511628211UL;
                if (lower > 0x7F && _letterMask.TryGetValue(lower, out var users))
                {
                    Count(users, letters);
                }
            }

            if (at == start)
            {
                at++;
            }
            else if (_wordMask.TryGetValue(hash, out var mask))
            {
                Add(mask, 1.0 / System.Numerics.BitOperations.PopCount(mask), scores);
            }
        }

        var (best, second, winner) = (0.0, 0.0, -1);
        for (var i = 0; i < scores.Length; i++)
        {
            var score = scores[i] + (0.25 * Math.Min(letters[i], 6));
            (best, second, winner) = score > best ? (score, best, i) : (best, Math.Max(second, score), winner);
        }

        return best >= LeastScore && best >= LeastLead * second ? _words[winner].Language : null;
    }

    private static void Add(uint mask, double amount, Span<double> scores)
    {
        for (; mask != 0; mask &= mask - 1)
        {
            scores[System.Numerics.BitOperations.TrailingZeroCount(mask)] += amount;
        }
    }

    private static void Count(uint mask, Span<int> counts)
    {
        for (; mask != 0; mask &= mask - 1)
        {
            counts[System.Numerics.BitOperations.TrailingZeroCount(mask)]++;
        }
    }

    private static FrozenDictionary<ulong, uint> WordMask()
    {
        var masks = new Dictionary<ulong, uint>();
        for (var i = 0; i < _words.Length; i++)
        {
            foreach (var word in _words[i].Words.Split(' '))
            {
                var hash = 14695981039346656037UL;
                foreach (var c in word)
                {
                    hash = (hash ^ c) * 1099511628211UL;
                }

                masks[hash] = masks.GetValueOrDefault(hash) | (1u << i);
            }
        }

        return masks.ToFrozenDictionary();
    }

    private static FrozenDictionary<char, uint> LetterMask()
    {
        var masks = new Dictionary<char, uint>();
        foreach (var (letters, languages) in _letters)
        {
            foreach (var letter in letters)
            {
                foreach (var language in languages.Split(' '))
                {
                    masks[letter] = masks.GetValueOrDefault(letter) | (1u << Array.FindIndex(_words, w => w.Language == language));
                }
            }
        }

        return masks.ToFrozenDictionary();
    }
}
