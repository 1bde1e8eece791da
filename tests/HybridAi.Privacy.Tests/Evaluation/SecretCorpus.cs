namespace HybridAi.Privacy.Tests.Evaluation;

/// <summary>Secrets in the places where people keep them, and lines that look as if they held one.</summary>
internal sealed class SecretCorpus
{
    private const string Base62 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", Lower = "abcdefghijklmnopqrstuvwxyz0123456789", Hex = "0123456789abcdef";
    private readonly Random _random = new(77);

    public static IReadOnlyList<string> Forms { get; } =
    [
        "{K}_TOKEN={v}", "{k}_api_key = \"{v}\"", "{k}Token := \"{v}\"", "{\"{k}_token\": \"{v}\"}", "  {k}Secret: '{v}'", "\"{k}ApiKey\" => \"{v}\"", "{K}_API_KEY ?= \"{v}\"",
        "char *{k}Token=\"{v}\";", "var {k}Token string = \"{v}\"", "export {K}_ACCESS_TOKEN={v}", "{k}Token=\\\"{v}\\\"", "System.setProperty(\"{K}_TOKEN\", \"{v}\")",
        "GET /x?{k}_client_secret={v}&page=1", "curl -H \"X-{k}-Token: {v}\" https://x.y", "<{k}Token>{v}</{k}Token>", "<add key=\"{k}Token\" value=\"{v}\" />",
        "my {k} token is {v}", "$config[\"{k}_token\"] = \"{v}\";", "#define {K}_TOKEN \"{v}\"", "  - name: {K}_TOKEN\n    value: \"{v}\"", "--{k}-token {v}",
        "Authorization: Bearer {v}", "{k}Token?: string = \"{v}\"", "{K}_SECRET_KEY: \"{v}\"", "the api key for {k} is {v}", "{k}-api-key: {v}",
    ];

    private static readonly string[] s_names = ["acme", "billing", "datadog", "mailer", "zendesk", "crm", "weather", "fastly", "warehouse", "lobby", "netlify", "okta"];

    /// <summary>A value of a machine behind a key, once per form and alphabet.</summary>
    public IEnumerable<(string Form, Labelled Text)> Keyed()
    {
        foreach (string form in Forms)
        {
            foreach ((string alphabet, int length) in new[] { (Base62, 24), (Base62, 40), (Lower, 32), (Lower, 64), (Hex, 32), (Hex, 40), (Hex, 64) })
            {
                string value = Draw(alphabet, length), name = s_names[_random.Next(s_names.Length)];
                string text = form.Replace("{k}", name, StringComparison.Ordinal).Replace("{K}", name.ToUpperInvariant(), StringComparison.Ordinal).Replace("{v}", value, StringComparison.Ordinal);
                yield return (form, new Labelled(text, [("SECRET", text.IndexOf(value, StringComparison.Ordinal), value.Length)]));
            }
        }
    }

    /// <summary>Values of invented vendors in files, commands, headers and sentences.</summary>
    public static IEnumerable<(string Text, int Start, int Length)> Pasted()
    {
        foreach (string line in Corpus.Lines("secrets.txt").Where(l => l[0] != '#').Select(l => l.Replace("\\n", "\n", StringComparison.Ordinal)))
        {
            int open = line.IndexOf("[[", StringComparison.Ordinal), close = line.IndexOf("]]", StringComparison.Ordinal);
            yield return (line.Remove(close, 2).Remove(open, 2), open, close - open - 2);
        }
    }

    /// <summary>Placeholders, references, hashes, identifiers and code that speaks of secrets.</summary>
    public static IReadOnlyList<string> LookAlikes { get; } =
    [
        "uuid = \"550e8400-e29b-41d4-a716-446655440000\"", "commit 3f786850e387550fdab836ed7e6dc881de23001b", "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "api_key = \"YOUR_API_KEY\"", "api_key = \"xxxxxxxxxxxxxxxxxxxxxxxx\"", "token: ${GITHUB_TOKEN}", "password = os.environ[\"DB_PASSWORD\"]", "secret: {{ .Values.secret }}",
        "password: <your password>", "export TOKEN=$(cat /run/token)", "API_KEY=changeme", "\"token\": \"string\"", "version = \"1.2.3-beta.4+build.5678\"",
        "integrity=\"sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC\"", "const tokenType = \"Bearer\";", "password: string;",
        "if (password == null) throw new ArgumentNullException(nameof(password));", "The username/password combination is incorrect.", "secretName: my-app-secret",
        "keyboard = \"QWERTY123layout\"", "public class TokenAuthenticationHandler : AuthenticationHandler", "tokenizer = AutoTokenizer.from_pretrained(\"bert-base-uncased-finetuned-mrpc-2023\")",
        "token_endpoint: https://login.example.com/oauth2/token", "primaryKey: \"customer_id_2023_v2\"", "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQC7 user@host",
        "password_reset_token_expiry_hours = 24", "function(e,t){return e.token=t.a1b2c3,e.key=t}", "apiKey: process.env.API_KEY", "token = get_token(\"prod-environment-1\")",
        "secret = vault.read(\"secret/data/app1\")", "API_TOKEN=\"********************\"", "etag: \"33a64df551425fcc55e4d42a148795d9f25f89d4\"",
        "x-request-id: 7f9c2ba4e88f827d616045507605853e", "cacheKey = \"user_profile_v2_2023_extended\"", "authToken = authService.generateToken(user1)", "password = \"password\"",
        "keyId: arn:aws:kms:us-east-1:123456789012:key/mrk-1234abcd", "TOKEN_EXPIRED = 'ERR_TOKEN_EXPIRED_401'", "The secret to good bread is time.",
        "Passwords must contain 8 characters, one digit and one symbol.", "publicKeyToken=b77a5c561934e089", "apikey = None", "token = \"<TOKEN>\"", "api_key: \"%API_KEY%\"",
        "API_KEY = \"REPLACE_WITH_YOUR_KEY_123\"", "access_key: \"AKIAXXXXXXXXXXXXXXXX\"", "passwd: files systemd", "token.length > 20 && token[0] == \"a1\"", "session_id,user_id,created_at",
        "NextToken: 9d624e0c-388b-4862-a31e-a85c64fc1d4a", "image: registry.example.com/app:sha-5f3a9c1", "S3Key: my-app/22a0-stage-150819_185942.war",
    ];

    private string Draw(string alphabet, int length)
    {
        while (true)
        {
            string value = string.Concat(Enumerable.Range(0, length).Select(_ => alphabet[_random.Next(alphabet.Length)]));
            if (value.Any(char.IsAsciiDigit) && value.Any(char.IsAsciiLetter))
            {
                return value;
            }
        }
    }
}
