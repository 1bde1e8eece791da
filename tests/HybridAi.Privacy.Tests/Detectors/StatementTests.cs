namespace HybridAi.Privacy.Tests.Detectors;

public sealed class StatementTests
{
    [Theory]
    [InlineData("health", "Tina has been diagnosed with hepatitis.")]
    [InlineData("health", "My husband takes insulin every morning.")]
    [InlineData("health", "I was diagnosed with depression last year.")]
    [InlineData("health", "我妈妈被诊断为糖尿病。")]
    [InlineData("health", "Mein Vater leidet an Epilepsie.")]
    [InlineData("genetic", "My sister is a carrier of the BRCA1 mutation.")]
    [InlineData("biometric", "Store her fingerprint template in the file.")]
    [InlineData("ethnicity", "The applicant is of mixed race.")]
    [InlineData("politics", "My neighbour voted for the Green Party.")]
    [InlineData("religion", "My colleague is a devout Muslim.")]
    [InlineData("trade_union", "One of our employees joined the trade union.")]
    [InlineData("sex_life", "My brother is gay and not out to the family.")]
    [InlineData("criminal", "The applicant was convicted of fraud in 2019.")]
    [InlineData("criminal", "他有前科，被判刑三年。")]
    [InlineData("proprietary_code", "Refactor this function from our proprietary codebase.")]
    [InlineData("internal_document", "Summarize this strictly confidential memo.")]
    [InlineData("business_strategy", "We are planning an acquisition that is not yet announced; help with our pitch.")]
    [InlineData("trade_secret_ip", "Improve the secret formula of our coating before filing the patent.")]
    [InlineData("operational_infrastructure", "Here are the firewall rules of our production cluster.")]
    [InlineData("customer_data", "Clean up these customer records and remove duplicates.")]
    [InlineData("customer_data", "帮我整理这些客户资料")]
    [InlineData("locality_directive", "Do not send this outside, it must stay on this machine.")]
    [InlineData("locality_directive", "这份内容不要上传到任何地方")]
    public void Scan_Statement_IsFound(string @class, string text) =>
        PrivacyScanner.Default.Scan(text).Statements.Select(s => s.Class).ShouldContain(@class);

    [Theory]
    [InlineData("What are the symptoms of hepatitis?")]
    [InlineData("Explain how diabetes affects the kidneys.")]
    [InlineData("Write a short story in which a detective is arrested for theft.")]
    [InlineData("What is the difference between Catholic and Protestant churches?")]
    [InlineData("How does a trade union negotiate wages?")]
    [InlineData("Design a database schema for customer data.")]
    [InlineData("How do I configure firewall rules with ufw?")]
    [InlineData("What is a trade secret?")]
    [InlineData("Refactor this function to be faster.")]
    [InlineData("Which party did Lincoln belong to?")]
    public void Scan_GeneralQuestion_IsNoStatement(string text) => PrivacyScanner.Default.Scan(text).Statements.ShouldBeEmpty();
}
