using HybridAi.Privacy.Detectors.Secrets;

namespace HybridAi.Privacy.Tests.Detectors;

public sealed class SecretTests
{
    private const string Jwt = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U";

    [Fact]
    public void Scan_EveryVendorFormat_IsFoundWhole()
    {
        var random = new Random(7);
        var missed = new List<string>();
        foreach (SecretFormat format in SecretFormat.All)
        {
            string alphabet = format.Alphabet switch
            {
                'h' => "0123456789abcdef",
                'u' => "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
                'l' => "abcdefghijklmnopqrstuvwxyz0123456789",
                _ => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
            };
            string body = string.Concat(Enumerable.Range(0, format.Min).Select(_ => alphabet[random.Next(alphabet.Length)]));
            body = Randomness.HasDigit(body) ? body : $"{body[..^1]}7";
            body = format.Sign == '\0' ? body : string.Concat(body.AsSpan(0, format.SignAt), format.Sign.ToString(), body.AsSpan(format.SignAt + 1));
            string token = format.Prefix + body;
            string text = $"deploy with {token} please";

            if (!PrivacyScanner.Default.Scan(text).Findings.Any(f => f.Type == EntityTypes.Secret && text.Substring(f.Start, f.Length).Contains(body, StringComparison.Ordinal)))
            {
                missed.Add(token);
            }
        }

        missed.ShouldBeEmpty();
        SecretFormat.All.Select(f => f.Prefix).Distinct().Count().ShouldBeGreaterThanOrEqualTo(150);
    }

    [Theory]
    [InlineData("SECRET", "jwt", "Authorization: Bearer " + Jwt, Jwt)]
    [InlineData("SECRET", "url-credentials", "postgres://svc:Tr0ub4dor@db.internal:5432/app", "svc:Tr0ub4dor")]
    [InlineData("SECRET", "generic", "ACME_API_KEY=9f86d081884c7d659a2feaa0c55ad015", "9f86d081884c7d659a2feaa0c55ad015")]
    [InlineData("SECRET", "generic", "\"clientSecret\": \"x\", \"client_secret\": \"q8Zr-4tLw9.PxB2kD0vN\"", "q8Zr-4tLw9.PxB2kD0vN")]
    [InlineData("SECRET", "generic", "AccountKey=Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MGFiY2RlZg==;EndpointSuffix=core.windows.net", "Zm9vYmFyYmF6cXV4MTIzNDU2Nzg5MGFiY2RlZg==")]
    [InlineData("SECRET", "algolia", "algolia_admin = \"7c1e0f3a9b5d48266f0a1c9be37d5541\"", "7c1e0f3a9b5d48266f0a1c9be37d5541")]
    [InlineData("SECRET", "generic", "client.setHeader(\"x-api-key\", \"q8Zr4tLw9PxB2kD0vN77aa\")", "q8Zr4tLw9PxB2kD0vN77aa")]
    [InlineData("SECRET", "generic", "<apiToken>q8Zr4tLw9PxB2kD0vN77aa</apiToken>", "q8Zr4tLw9PxB2kD0vN77aa")]
    [InlineData("SECRET", "generic", "API_SECRET ?= q8Zr4tLw9PxB2kD0vN77aa", "q8Zr4tLw9PxB2kD0vN77aa")]
    [InlineData("SECRET", "basic-auth", "Authorization: Basic YWRtaW46UzNjcjN0UGFzc3cwcmQh", "YWRtaW46UzNjcjN0UGFzc3cwcmQh")]
    [InlineData("PASSWORD", null, "docker login -u bob -p Kq9vXz2LpT registry.io", "Kq9vXz2LpT")]
    [InlineData("SECRET", "discord-bot", "bot MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs", "MTk4NjIyNDgzNDcxOTI1MjQ4.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs")]
    [InlineData("SECRET", "telegram-bot", "TELEGRAM=110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw9", "110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw9")]
    [InlineData("SECRET", "azure-client-secret", "use abc8Q~kdjfHSKD83jdksSDFJKkdi2839dkfjslDk", "abc8Q~kdjfHSKD83jdksSDFJKkdi2839dkfjslDk")]
    [InlineData("SECRET", "mailchimp", "mc 0123456789abcdef0123456789abcdef-us21", "0123456789abcdef0123456789abcdef-us21")]
    [InlineData("SECRET", "mailgun-private", "mg 0123456789abcdef0123456789abcdef-01234567-89abcdef", "0123456789abcdef0123456789abcdef-01234567-89abcdef")]
    [InlineData("SECRET", "asana", "pat 1/1204567890123456:8a7f3c2b1d9e4f5061728394a5b6c7d8", "1/1204567890123456:8a7f3c2b1d9e4f5061728394a5b6c7d8")]
    [InlineData("SECRET", "maxmind", "key 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", "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")]
    [InlineData("SECRET", "newrelic-license", "lic eu01xx1234567890abcdefabcdefabcdefabNRAL", "eu01xx1234567890abcdefabcdefabcdefabNRAL")]
    [InlineData("PASSWORD", null, "the password is Tr0ub4dor&3, don't share it", "Tr0ub4dor&3")]
    [InlineData("PASSWORD", null, "Server=db;User Id=sa;Password=hunter2x;", "hunter2x")]
    [InlineData("PASSWORD", null, "密码：Qwe98!zx", "Qwe98!zx")]
    [InlineData("USERNAME", null, "username: jdoe_84", "jdoe_84")]
    [InlineData("USERNAME", null, "username jsmith88", "jsmith88")]
    [InlineData("PASSWORD", null, "S3cr3t!pass is my password", "S3cr3t!pass")]
    [InlineData("PASSWORD", null, "curl -u admin:hunter2x https://x.y", "hunter2x")]
    [InlineData("PASSWORD", null, "mysql -u root -phunter2x db", "hunter2x")]
    [InlineData("PASSWORD", null, "| Passwort | hunter2 |", "hunter2")]
    [InlineData("PASSWORD", null, "wachtwoord - hunter2", "hunter2")]
    [InlineData("PASSWORD", null, "[senha] hunter2", "hunter2")]
    [InlineData("PASSWORD", null, "contraseña qW8#kk2l", "qW8#kk2l")]
    [InlineData("PASSWORD", null, "hasło: S3cr3t!pass", "S3cr3t!pass")]
    public void Scan_Credential_IsFound(string type, string? kind, string text, string value)
    {
        ScanResult result = PrivacyScanner.Default.Scan(text);

        result.Findings.ShouldContain(f => f.Type == type && f.Kind == kind && text.Substring(f.Start, f.Length) == value);
    }

    [Fact]
    public void Scan_PrivateKey_IsFoundWhole()
    {
        const string Key = "-----BEGIN RSA PRIVATE KEY-----\nMIIEowIBAAKCAQEAy8Dbv8prpJ/0kKhlGeJYozo2t60EG8L0561g13R29LvMR5hy\n-----END RSA PRIVATE KEY-----";

        Finding finding = PrivacyScanner.Default.Scan("key:\n" + Key + "\nend").Findings.ShouldHaveSingleItem();

        (finding.Kind, finding.Length).ShouldBe(("private-key", Key.Length));
    }

    [Theory]
    [InlineData("How do I reset my password? The password must have 12 characters.")]
    [InlineData("const password = process.env.DB_PASSWORD;")]
    [InlineData("def login(username: str, password: str) -> Token:")]
    [InlineData("api_key = \"YOUR_API_KEY\"")]
    [InlineData("Set the token to <your-token> and the secret to ${SECRET}.")]
    [InlineData("token = self.tokenizer.next_token()")]
    [InlineData("integrity=\"sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC\"")]
    [InlineData("commit 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08")]
    [InlineData("id 550e8400-e29b-41d4-a716-446655440000")]
    [InlineData("AKIAIOSFODNN7EXAMPLE is the sample key of the manual")]
    [InlineData("Our Discord server: 1,200 members. Slack channel: dev-chat-2024-planning")]
    [InlineData("stripe = StripeClient(version=\"2024-06-20\")")]
    [InlineData(".passwordCheck-valid {\n  color: #19BF00;\n}")]
    [InlineData("\"NuGet.Credentials\": \"7.9.0-rc.42413\"")]
    [InlineData("pass `--public-key='id=foo,value=V1'`")]
    [InlineData("processor: command_lib.looker.instances_util:ParseTimeOfDayMainWindowV1Alpha")]
    [InlineData("\"PreTokenGeneration\": \"arn:aws:lambda:us-west-2:123456789012:function:MyPreTokenGenerationFunction1\"")]
    [InlineData("AAAABd8wAADmMAAA5zAAAOkwAADuMAAAOjAAAAEAAAAAAA4AEAAAAN4w5TDoMOow6zDsMO0w7zDwMPEwNl3x8fLx8AAABd8wAADmMAAA5zAAAOkwAADuMAAAOjAAAAEAAAAAAA4AEAAAAN4w5TDoMOow6zDsMO0w7zD")]
    [InlineData("docker run -u 1000:1000 image; ssh host -u build:users")]
    [InlineData("  password: !vault |")]
    [InlineData("The login is broken since Monday, my username is wrong and my handle is taken.")]
    [InlineData("Visual Basic 2019 and Basic English16 courses")]
    [InlineData("pi is 3.14159265358979323846 and e is 2.718281828459045")]
    public void Scan_NoCredential_IsSilent(string text) =>
        PrivacyScanner.Default.Scan(text).Findings.Where(f => f.Type is "SECRET" or "PASSWORD" or "USERNAME" or "CREDIT_CARD").ShouldBeEmpty();
}
