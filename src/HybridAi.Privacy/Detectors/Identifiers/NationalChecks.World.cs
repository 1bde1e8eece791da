using static HybridAi.Privacy.Detectors.Checksums;

namespace HybridAi.Privacy.Detectors.Identifiers;

internal static partial class NationalChecks
{
    public static bool UsSsn(ReadOnlySpan<char> v) =>
        v[..3] is not ("000" or "666") && v[0] != '9' && v[3..5] is not "00" && v[5..] is not "0000" && !AllSame(v)
        && v is not ("078051120" or "219099999" or "123456789") && !v.StartsWith("98765432", StringComparison.Ordinal);

    public static bool UsItin(ReadOnlySpan<char> v) =>
        v[0] == '9' && Two(v, 3) is (>= 50 and <= 65) or (>= 70 and <= 88) or (>= 90 and <= 92) or (>= 94 and <= 99);

    public static bool UsMbi(ReadOnlySpan<char> v)
    {
        const string Letters = "ACDEFGHJKMNPQRTUVWXY";
        
        ReadOnlySpan<char> shape = "1LX#LX#LL##";
        for (int i = 0; i < 11; i++)
        {
            bool letter = Letters.Contains(v[i], StringComparison.Ordinal), digit = char.IsAsciiDigit(v[i]);
            bool fits = shape[i] switch { '1' => digit && v[i] != '0', 'L' => letter, '#' => digit, _ => letter || digit };
            if (!fits)
            {
                return false;
            }
        }

        return true;
    }

    public static bool UsNpi(ReadOnlySpan<char> v) => v[0] is '1' or '2' && Luhn([.. "80840", .. v]);

    public static bool Dea(ReadOnlySpan<char> v)
    {
        ReadOnlySpan<char> d = v[2..];
        int sum = d[0] + d[2] + d[4] + (2 * (d[1] + d[3] + d[5])) - (9 * '0');
        return v[0] is not ('I' or 'N' or 'O' or 'Q' or 'V' or 'W' or 'Y' or 'Z') && sum % 10 == d[6] - '0';
    }

    public static bool AbaRouting(ReadOnlySpan<char> v) =>
        Two(v, 0) is <= 12 or (>= 21 and <= 32) or (>= 61 and <= 72) or 80 && !AllSame(v) && Weighted(v, [3, 7, 1, 3, 7, 1, 3, 7, 1]) % 10 == 0;

    public static bool CaSin(ReadOnlySpan<char> v) => v[0] is not ('0' or '8') && !AllSame(v) && Luhn(v);

    public static bool SgNric(ReadOnlySpan<char> v)
    {
        int sum = Weighted(v[1..], [2, 7, 6, 5, 4, 3, 2]) + (v[0] is 'T' or 'G' ? 4 : v[0] == 'M' ? 3 : 0);
        return v[0] switch
        {
            'S' or 'T' => "JZIHGFEDCBA"[sum % 11] == v[8],
            'F' or 'G' => "XWUTRQPNMLK"[sum % 11] == v[8],
            'M' => "XWUTRQPNJLK"[sum % 11] == v[8],
            _ => false,
        };
    }

    public static bool SgUen(ReadOnlySpan<char> v)
    {
        if (v.Length == 9)
        {
            return "XMKECAWLJDB"[Weighted(v, [10, 4, 9, 3, 8, 2, 7, 1]) % 11] == v[8];
        }

        if (char.IsAsciiDigit(v[0]))
        {
            return Two(v, 0) is 18 or 19 or 20 && "ZKCMDNERGWH"[Weighted(v, [10, 8, 6, 4, 9, 7, 5, 3, 1]) % 11] == v[9];
        }

        const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWX0123456789";
        ReadOnlySpan<byte> weights = [4, 3, 5, 3, 10, 2, 2, 5, 7];
        int sum = -5;
        for (int i = 0; i < 9; i++)
        {
            int at = Alphabet.IndexOf(v[i], StringComparison.Ordinal);
            if (at < 0)
            {
                return false;
            }

            sum += weights[i] * at;
        }

        return v[0] is 'R' or 'S' or 'T' && Alphabet[((sum % 11) + 11) % 11] == v[9];
    }

    public static bool AuAbn(ReadOnlySpan<char> v) => (Weighted(v, [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]) - 10) % 89 == 0 && v[0] != '0';

    public static bool AuAcn(ReadOnlySpan<char> v) => !AllSame(v) && (10 - (Weighted(v, [8, 7, 6, 5, 4, 3, 2, 1]) % 10)) % 10 == v[8] - '0';

    public static bool AuTfn(ReadOnlySpan<char> v) => !AllSame(v) && Weighted(v, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 == 0;

    public static bool AuMedicare(ReadOnlySpan<char> v) => v[0] is >= '2' and <= '6' && Weighted(v, [1, 3, 7, 9, 1, 3, 7, 9]) % 10 == v[8] - '0';

    public static bool Aadhaar(ReadOnlySpan<char> v)
    {
        bool palindrome = true;
        for (int i = 0; i < 6 && palindrome; i++)
        {
            palindrome = v[i] == v[11 - i];
        }

        return v[0] >= '2' && !palindrome && Verhoeff(v);
    }

    public static bool InPan(ReadOnlySpan<char> v) => "ABCFGHJLPTKE".Contains(v[3], StringComparison.Ordinal) && v[5..9] is not "0000";

    public static bool InGstin(ReadOnlySpan<char> v)
    {
        int sum = 0;
        for (int i = 0; i < 14; i++)
        {
            int p = Value(v[i]) * (i % 2 == 0 ? 1 : 2);
            sum += (p / 36) + (p % 36);
        }

        return Two(v, 0) is >= 1 and <= 37 && InPan(v[2..12]) && (36 - (sum % 36)) % 36 == Value(v[14]);
    }

    private static readonly PairSet s_states = new(
        "AN AP AR AS BR CG CH DD DL DN GA GJ HP HR JH JK KA KL LA LD MH ML MN MP MZ NL OD OR PB PY RJ SK TN TR TS UK UP WB");

    public static bool InPlate(ReadOnlySpan<char> v) => s_states.Contains(v[..2]);

    public static bool KrRrn(ReadOnlySpan<char> v) =>
        IsDate(Two(v, 2), Two(v, 4)) && v[6] is >= '1' and <= '4' && (11 - (KrSum(v) % 11)) % 10 == v[12] - '0';

    public static bool KrFrn(ReadOnlySpan<char> v) =>
        IsDate(Two(v, 2), Two(v, 4)) && v[6] is >= '5' and <= '8' && (13 - (KrSum(v) % 11)) % 10 == v[12] - '0';

    public static bool KrBrn(ReadOnlySpan<char> v)
    {
        int sum = Weighted(v, [1, 3, 7, 1, 3, 7, 1, 3, 5]) + ((v[8] - '0') * 5 / 10);
        return v[..3] is not "000" && (10 - (sum % 10)) % 10 == v[9] - '0';
    }

    public static bool KrDriver(ReadOnlySpan<char> v) => Two(v, 0) is (>= 11 and <= 26) or 28;

    public static bool ThTnin(ReadOnlySpan<char> v) =>
        v[0] is >= '1' and <= '8' && (11 - (Weighted(v, [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 10 == v[12] - '0';

    public static bool TrNationalId(ReadOnlySpan<char> v)
    {
        int odd = Weighted(v, [1, 0, 1, 0, 1, 0, 1, 0, 1]), even = Weighted(v, [0, 1, 0, 1, 0, 1, 0, 1]);
        return v[0] != '0' && (((7 * odd) - even) % 10 + 10) % 10 == v[9] - '0' && (odd + even + v[9] - '0') % 10 == v[10] - '0';
    }

    public static bool TrPlate(ReadOnlySpan<char> v) => Two(v, 0) is >= 1 and <= 81;

    public static bool NgNin(ReadOnlySpan<char> v) => !AllSame(v) && Verhoeff(v);

    public static bool ZaId(ReadOnlySpan<char> v) => IsDate(Two(v, 2), Two(v, 4)) && v[10] is '0' or '1' or '2' && Luhn(v);

    public static bool PhTin(ReadOnlySpan<char> v) => Weighted(v, [9, 8, 7, 6, 5, 4, 3, 2]) % 11 % 10 == v[8] - '0';

    public static bool BrCpf(ReadOnlySpan<char> v) =>
        !AllSame(v) && BrDigit(Weighted(v, [10, 9, 8, 7, 6, 5, 4, 3, 2])) == v[9] - '0'
        && BrDigit(Weighted(v, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2])) == v[10] - '0';

    public static bool BrCnpj(ReadOnlySpan<char> v) =>
        !AllSame(v) && BrDigit(Weighted(v, [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2])) == v[12] - '0'
        && BrDigit(Weighted(v, [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2])) == v[13] - '0';

    public static bool JpMyNumber(ReadOnlySpan<char> v)
    {
        int rest = Weighted(v, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
        return !AllSame(v) && (rest <= 1 ? 0 : 11 - rest) == v[11] - '0';
    }

    public static bool CnRic(ReadOnlySpan<char> v) =>
        v[6..8] is "18" or "19" or "20" && IsDate(Two(v, 10), Two(v, 12)) && v[0] is >= '1' and <= '9'
        && "10X98765432"[Weighted(v, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]) % 11] == v[17];

    public static bool IlTz(ReadOnlySpan<char> v) => !AllSame(v) && Luhn(v);

    public static bool MxCurp(ReadOnlySpan<char> v)
    {
        int sum = 0;
        for (int i = 0; i < 17; i++)
        {
            // The alphabet has an N with tilde behind N, so letters from O on count one more.
            sum += (Value(v[i]) + (v[i] > 'N' ? 1 : 0)) * (18 - i);
        }

        return v[10] is 'H' or 'M' or 'X' && IsDate(Two(v, 6), Two(v, 8)) && (10 - (sum % 10)) % 10 == v[17] - '0';
    }

    public static bool ClRut(ReadOnlySpan<char> v)
    {
        int sum = 0;
        for (int i = 0; i < v.Length - 1; i++)
        {
            sum += (v[^(i + 2)] - '0') * (2 + (i % 6));
        }

        int check = 11 - (sum % 11);
        return v[^1] == (check == 11 ? '0' : check == 10 ? 'K' : (char)('0' + check));
    }

    public static bool ArCuit(ReadOnlySpan<char> v)
    {
        int check = 11 - (Weighted(v, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11);
        return v[..2] is "20" or "23" or "24" or "27" or "30" or "33" or "34" && (check == 11 ? 0 : check == 10 ? 9 : check) == v[10] - '0';
    }

    public static bool Vin(ReadOnlySpan<char> v)
    {
        ReadOnlySpan<byte> weights = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
        ReadOnlySpan<byte> letters = [1, 2, 3, 4, 5, 6, 7, 8, 0, 1, 2, 3, 4, 5, 0, 7, 0, 9, 2, 3, 4, 5, 6, 7, 8, 9];
        int sum = 0, seen = 0;
        for (int i = 0; i < 17; i++)
        {
            if (v[i] is 'I' or 'O' or 'Q')
            {
                return false;
            }

            seen += char.IsAsciiLetter(v[i]) ? 1 : 0;
            sum += weights[i] * (char.IsAsciiDigit(v[i]) ? v[i] - '0' : letters[v[i] - 'A']);
        }

        return seen > 1 && v[8] == (sum % 11 == 10 ? 'X' : (char)('0' + (sum % 11)));
    }

    private static int BrDigit(int sum) => sum % 11 < 2 ? 0 : 11 - (sum % 11);

    private static int KrSum(ReadOnlySpan<char> v) => Weighted(v, [2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]);

    /// <summary>Canada: no D F I O Q U anywhere, and no W or Z first.</summary>
    public static bool CaPostcode(ReadOnlySpan<char> v) =>
        !v.ContainsAny(s_notCanadian) && v[0] is not ('W' or 'Z') && char.IsAsciiDigit(v[1]) && char.IsAsciiLetter(v[2]);

    private static readonly System.Buffers.SearchValues<char> s_notCanadian = System.Buffers.SearchValues.Create("DFIOQU");
}
