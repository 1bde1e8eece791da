using static HybridAi.Privacy.Detectors.Checksums;

namespace HybridAi.Privacy.Detectors.Identifiers;

/// <summary>Rules of single identifiers. Each takes the bare upper-case characters of a value whose shape has already matched.</summary>
internal static partial class NationalChecks
{
    private const string DniLetters = "TRWAGMYFPDXBNJZSQVHLCKE";
    private static readonly System.Buffers.SearchValues<char> s_notInDocuments = System.Buffers.SearchValues.Create("ABDEIOQSU");

    public static bool UkNhs(ReadOnlySpan<char> v)
    {
        int check = 11 - (Weighted(v, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11);
        return !AllSame(v) && (check == 11 ? 0 : check) == v[9] - '0';
    }

    public static bool UkNino(ReadOnlySpan<char> v) =>
        v[0] is not ('D' or 'F' or 'I' or 'Q' or 'U' or 'V') && v[1] is not ('D' or 'F' or 'I' or 'O' or 'Q' or 'U' or 'V')
        && v[..2] is not ("BG" or "GB" or "NK" or "KN" or "TN" or "NT" or "ZZ") && v[8] is >= 'A' and <= 'D';

    public static bool UkDrivingLicence(ReadOnlySpan<char> v)
    {
        bool padding = false;
        foreach (char c in v[..5])
        {
            if (char.IsAsciiDigit(c) && c != '9')
            {
                return false;
            }

            if (padding && c != '9')
            {
                return false;
            }

            padding |= c == '9';
        }

        int month = Two(v, 6);
        return v[0] != '9' && IsDate(month > 50 ? month - 50 : month, Two(v, 8)) && (char.IsAsciiLetter(v[11]) || v[11] == '9') && char.IsAsciiLetter(v[11 + 3]);
    }

    public static bool UkPostcode(ReadOnlySpan<char> v) =>
        v is "GIR0AA" || v[^1] is not ('C' or 'I' or 'K' or 'M' or 'O' or 'V') && v[^2] is not ('C' or 'I' or 'K' or 'M' or 'O' or 'V')
        && s_postcodeAreas.Contains(v[..(char.IsAsciiDigit(v[1]) ? 1 : 2)]);

    public static bool UkPlate(ReadOnlySpan<char> v) => Two(v, 2) is (>= 2 and <= 29) or (>= 51 and <= 79);

    public static bool UkUtr(ReadOnlySpan<char> v) => "21987654321"[Weighted(v[1..], [6, 7, 8, 9, 10, 5, 4, 3, 2]) % 11] == v[0];

    public static bool DeTaxId(ReadOnlySpan<char> v)
    {
        if (v[0] == '0' || !Mod11And10(v))
        {
            return false;
        }

        int most = 0;
        for (char d = '0'; d <= '9'; d++)
        {
            most = Math.Max(most, v[..10].Count(d));
        }

        return most is 2 or 3;
    }

    public static bool DeVatId(ReadOnlySpan<char> v) => v[2] != '0' && Mod11And10(v[2..]);

    public static bool DeDocument(ReadOnlySpan<char> v) =>
        !v[..9].ContainsAny(s_notInDocuments) && (v.Length < 10 || Icao731(v[..9]) == v[9] - '0');

    public static bool DeIdCard(ReadOnlySpan<char> v) => "LMNPRTVWXY".Contains(v[0], StringComparison.Ordinal) && DeDocument(v);

    public static bool DePassport(ReadOnlySpan<char> v) => "CFGHJK".Contains(v[0], StringComparison.Ordinal) && DeDocument(v);

    public static bool DeSocialSecurity(ReadOnlySpan<char> v)
    {
        Span<char> digits = stackalloc char[13];
        v[..8].CopyTo(digits);
        int letter = v[8] - 'A' + 1;
        (digits[8], digits[9]) = ((char)('0' + (letter / 10)), (char)('0' + (letter % 10)));
        v[9..].CopyTo(digits[10..]);
        int day = Two(v, 2);
        return IsDate(Two(v, 4), day > 50 ? day - 50 : day) && WeightedDigitSums(digits, [2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1]) % 10 == v[11] - '0';
    }

    public static bool DeHealthInsurance(ReadOnlySpan<char> v)
    {
        Span<char> digits = stackalloc char[11];
        int letter = v[0] - 'A' + 1;
        (digits[0], digits[1]) = ((char)('0' + (letter / 10)), (char)('0' + (letter % 10)));
        v[1..].CopyTo(digits[2..]);
        return WeightedDigitSums(digits, [1, 2, 1, 2, 1, 2, 1, 2, 1, 2]) % 10 == v[9] - '0';
    }

    public static bool DeLanr(ReadOnlySpan<char> v) => (10 - (Weighted(v, [4, 9, 4, 9, 4, 9]) % 10)) % 10 == v[6] - '0';

    public static bool EsNif(ReadOnlySpan<char> v) => DniLetters[int.Parse(v[..8], System.Globalization.CultureInfo.InvariantCulture) % 23] == v[8];

    public static bool EsNie(ReadOnlySpan<char> v)
    {
        if (v[0] is not (>= 'X' and <= 'Z'))
        {
            return false;
        }

        int number = ((v[0] - 'X') * 10_000_000) + int.Parse(v[1..8], System.Globalization.CultureInfo.InvariantCulture);
        return DniLetters[number % 23] == v[8];
    }

    public static bool ItFiscalCode(ReadOnlySpan<char> v)
    {
        ReadOnlySpan<byte> odd = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];
        int sum = 0;
        for (int i = 0; i < 15; i++)
        {
            int value = char.IsAsciiDigit(v[i]) ? v[i] - '0' : v[i] - 'A';
            sum += i % 2 == 0 ? odd[value] : value;
        }

        return "ABCDEHLMPRST".Contains(v[8], StringComparison.Ordinal) && sum % 26 == v[15] - 'A';
    }

    public static bool ItVat(ReadOnlySpan<char> v) => !AllSame(v) && Luhn(v);

    public static bool PlPesel(ReadOnlySpan<char> v) =>
        IsDate(Two(v, 2) % 20, Two(v, 4)) && (10 - (Weighted(v, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]) % 10)) % 10 == v[10] - '0';

    public static bool FiHetu(ReadOnlySpan<char> v)
    {
        // The century sign is a separator in the older form and a letter in the newer: both leave the digits at the ends.
        int n = int.Parse([.. v[..6], .. v[^4..^1]], System.Globalization.CultureInfo.InvariantCulture);
        return IsDate(Two(v, 2), Two(v, 0)) && "0123456789ABCDEFHJKLMNPRSTUVWXY"[n % 31] == v[^1];
    }

    public static bool SePersonnummer(ReadOnlySpan<char> v)
    {
        ReadOnlySpan<char> ten = v[^10..];
        int day = Two(ten, 4);
        return IsDate(Two(ten, 2), day > 60 ? day - 60 : day) && Luhn(ten);
    }

    public static bool SeOrganisation(ReadOnlySpan<char> v) => v[2] >= '2' && v[0] != '0' && Luhn(v);

    public static bool FrNir(ReadOnlySpan<char> v)
    {
        Span<char> digits = stackalloc char[13];
        v[..13].CopyTo(digits);
        if (char.IsAsciiLetter(digits[6]))
        {
            if (digits[5] != '2' || digits[6] is not ('A' or 'B'))
            {
                return false;
            }

            (digits[5], digits[6]) = digits[6] == 'A' ? ('1', '9') : ('1', '8');
        }

        int month = Two(v, 3);
        return v[0] is '1' or '2' or '3' or '4' or '7' or '8' && (month is >= 1 and <= 12 or >= 20)
            && 97 - (int)(long.Parse(digits, System.Globalization.CultureInfo.InvariantCulture) % 97) == Two(v, 13);
    }

    public static bool NlBsn(ReadOnlySpan<char> v) => !AllSame(v) && (Weighted(v, [9, 8, 7, 6, 5, 4, 3, 2]) - (v[8] - '0')) % 11 == 0;

    public static bool BeNrn(ReadOnlySpan<char> v)
    {
        long n = long.Parse(v[..9], System.Globalization.CultureInfo.InvariantCulture);
        int check = Two(v, 9);
        return Two(v, 2) is <= 12 or (>= 20 and <= 32) or (>= 40 and <= 52)
            && Two(v, 4) <= 31 && (97 - (n % 97) == check || 97 - ((n + 2_000_000_000) % 97) == check);
    }

    public static bool ChAhv(ReadOnlySpan<char> v) =>
        v.StartsWith("756", StringComparison.Ordinal) && (10 - (Weighted(v, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3]) % 10)) % 10 == v[12] - '0';

    public static bool CzRc(ReadOnlySpan<char> v)
    {
        int month = Two(v, 2) % 50;
        bool date = IsDate(month > 20 ? month - 20 : month, Two(v, 4));
        return date && long.Parse(v[..9], System.Globalization.CultureInfo.InvariantCulture) % 11 % 10 == v[9] - '0';
    }

    public static bool RoCnp(ReadOnlySpan<char> v)
    {
        int check = Weighted(v, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
        return v[0] is not '0' && IsDate(Two(v, 3), Two(v, 5)) && (check == 10 ? 1 : check) == v[12] - '0';
    }

    public static bool HuTaj(ReadOnlySpan<char> v) => Weighted(v, [3, 7, 3, 7, 3, 7, 3, 7]) % 10 == v[8] - '0';

    public static bool HuTaxId(ReadOnlySpan<char> v) => v[0] == '8' && Weighted(v, [1, 2, 3, 4, 5, 6, 7, 8, 9]) % 11 == v[9] - '0';

    public static bool BgEgn(ReadOnlySpan<char> v)
    {
        int month = Two(v, 2);
        return IsDate(month > 40 ? month - 40 : month > 20 ? month - 20 : month, Two(v, 4))
            && Weighted(v, [2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10 == v[9] - '0';
    }

    public static bool GrAmka(ReadOnlySpan<char> v) => IsDate(Two(v, 2), Two(v, 0)) && Luhn(v);

    public static bool GrAfm(ReadOnlySpan<char> v)
    {
        int sum = 0;
        for (int i = 0; i < 8; i++)
        {
            sum += (v[i] - '0') << (8 - i);
        }

        return !AllSame(v) && sum % 11 % 10 == v[8] - '0';
    }

    public static bool IePps(ReadOnlySpan<char> v)
    {
        int sum = Weighted(v, [8, 7, 6, 5, 4, 3, 2]) + (v.Length > 8 && v[8] != 'W' ? 9 * (v[8] - 'A' + 1) : 0);
        return "WABCDEFGHIJKLMNOPQRSTUV"[sum % 23] == v[7] && (v.Length < 9 || v[8] is (>= 'A' and <= 'I') or 'W');
    }

    public static bool PtNif(ReadOnlySpan<char> v)
    {
        int check = 11 - (Weighted(v, [9, 8, 7, 6, 5, 4, 3, 2]) % 11);
        return v[0] is '1' or '2' or '3' or '5' or '6' or '7' or '8' or '9' && (check > 9 ? 0 : check) == v[8] - '0';
    }

    public static bool DkCpr(ReadOnlySpan<char> v) => IsDate(Two(v, 2), Two(v, 0));

    public static bool NoFnr(ReadOnlySpan<char> v)
    {
        int k1 = (11 - (Weighted(v, [3, 7, 6, 1, 8, 9, 4, 5, 2]) % 11)) % 11, k2 = (11 - (Weighted(v, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11)) % 11;
        int day = Two(v, 0), month = Two(v, 2);
        return IsDate(month > 40 ? month - 40 : month, day > 40 ? day - 40 : day) && k1 == v[9] - '0' && k2 == v[10] - '0';
    }

    public static bool AtSvnr(ReadOnlySpan<char> v) =>
        v[0] != '0' && Two(v, 6) is >= 1 and <= 15 && Two(v, 4) is >= 1 and <= 31
        && (Weighted(v, [3, 7, 9, 0, 5, 8, 4, 2, 1, 6]) % 11) == v[3] - '0';

    private static readonly PairSet s_postcodeAreas = new(PostcodeAreas);

    private const string PostcodeAreas =
        " AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK FY G GL GU GY HA HD HG HP HR "
        + "HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL "
        + "SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE ";
}
