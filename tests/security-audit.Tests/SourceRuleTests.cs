namespace CryptoVault.SecurityAudit.Tests;

/// <summary>A planted sample of each kind is found, and what only looks like it is not.</summary>
public sealed class SourceRuleTests
{
    public static TheoryData<string, string> Planted => new()
    {
        { "debug-output", "class A { void M() { System.Console.WriteLine(1); } }" },
        { "debug-output", "class A { void M() { Debugger.Launch(); } }" },
        { "debug-output", "class A { string M(Exception e) => e.StackTrace; }" },
        { "debug-output", "class A { void M(IApplicationBuilder app) => app.UseDeveloperExceptionPage(); }" },
        { "hard-coded-secret", "class A { const string ClientSecret = \"q8Zr5-TkV2mNw7\"; }" },
        { "hard-coded-secret", "{ \"apiKey\": \"9f86d081884c7d659a2f\" }" },
        { "hard-coded-secret", "-----BEGIN " + "EC PRIVATE KEY-----" },
        { "hard-coded-secret", "AccountKey=" + new string('a', 30) + new string('B', 30) + "77==" },
        { "hard-coded-secret", "id: AK" + "IAIOSFODNN7EXAMPLE" },
        { "hard-coded-secret", "https://user:" + "hunter22@example.org/" },
        { "hard-coded-secret", "token: ey" + "JhbGciOiJFUzI1NiJ9aaaa.ey" + "JzdWIiOiIxMjM0NTY3ODkwIn0." + new string('x', 40) },
        { "string-built-query", "class A { string M(string id) => $\"SELECT * FROM users WHERE id='{id}'\"; }" },
        { "string-built-query", "class A { string M(string id) => \"DELETE FROM users WHERE id=\" + id; }" },
        { "string-built-query", "class A { string M(string id) => string.Format(\"UPDATE users SET name='{0}'\", id); }" },
        { "missing-policy", "class A { [Function(\"X\")] public IResult X([HttpTrigger(\"get\", Route = \"x\")] HttpRequest r) => null; }" },
        { "unsafe-deserialization", "class A { object M(Stream s) => new BinaryFormatter().Deserialize(s); }" },
        { "unsafe-deserialization", "class A { object M() => new JsonSerializerSettings { TypeNameHandling = TypeNameHandling.All }; }" },
        { "unsafe-deserialization", "class A { object M(string t) => Type.GetType(t); }" },
        { "unsafe-deserialization", "class A { object M() => new XmlReaderSettings { DtdProcessing = DtdProcessing.Parse }; }" },
        { "weak-cryptography", "class A { byte[] M(byte[] b) => MD5.HashData(b); }" },
        { "weak-cryptography", "class A { int M() => new Random().Next(); }" },
        { "weak-cryptography", "class A { void M(HttpClientHandler h) => h.ServerCertificateCustomValidationCallback = (_, _, _, _) => true; }" },
    };

    public static TheoryData<string> Harmless =>
    [
        "class A { void M(ILogger log) => log.LogInformation(\"SELECT went well\"); }",
        "class A { const string Table = \"t\"; string M() => $\"SELECT a FROM {Table} WHERE id=?1\"; }",
        "class A { string M(string name) => $\"Select one of {name}\"; }",
        "class A { string Password { get; } = configuration[\"Password\"]; }",
        "class A { [Function(\"X\")] [AllowAnonymous] public IResult X([HttpTrigger(\"get\")] HttpRequest r) => null; }",
        "class A { [Function(\"X\"), Allow(Role.Admin)] public IResult X([HttpTrigger(\"get\")] HttpRequest r) => null; }",
        "class A { byte[] M(byte[] b) => SHA256.HashData(b); }",
        "class A { string M() => \"https://localhost:7071/api\"; }",
    ];

    [Theory]
    [MemberData(nameof(Planted))]
    public void Check_PlantedSample_IsFoundAndItsSecretNotRepeated(string rule, string text)
    {
        var findings = RepositoryAudit.Check(new SourceFile("src/Planted/Sample.cs", "// one line before\n" + text)).ToArray();

        var finding = Assert.Single(findings.DistinctBy(finding => finding.Rule));
        Assert.Equal(rule, finding.Rule);
        Assert.Equal(2, finding.Line);
        Assert.DoesNotContain("q8Zr5", finding.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Harmless))]
    public void Check_Harmless_IsNotFound(string text) => Assert.Empty(RepositoryAudit.Check(new SourceFile("src/Planted/Sample.cs", text)));

    [Fact]
    public void Check_KeyInATestOrDocument_IsFoundToo()
    {
        var key = "AccountKey=" + new string('a', 70);

        Assert.All(new[] { "tests/X/Y.cs", "docs/z.md", "infra/main.bicep" }, path => Assert.Single(RepositoryAudit.Check(new SourceFile(path, key))));
    }
}
