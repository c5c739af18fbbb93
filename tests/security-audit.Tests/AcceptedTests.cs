namespace CryptoVault.SecurityAudit.Tests;

public sealed class AcceptedTests
{
    private static readonly Finding Found = new("weak-cryptography", Severity.High, "src/A.cs", 3, "SHA1");

    [Fact]
    public void Apply_FindingThatIsAccepted_LeavesNothing() =>
        Assert.Empty(Accepted.Apply([Found], [new Accepted(Found.Rule, Found.Place, 1, "defined so")]));

    [Fact]
    public void Apply_OneMoreThanAccepted_ShowsAll() =>
        Assert.Equal(2, Accepted.Apply([Found, Found with { Line = 9 }], [new Accepted(Found.Rule, Found.Place, 1, "defined so")]).Count);

    [Fact]
    public void Apply_OneLessThanAccepted_AsksForAnUpdate() =>
        Assert.Equal("accepted-list", Assert.Single(Accepted.Apply([], [new Accepted(Found.Rule, Found.Place, 1, "defined so")])).Rule);

    [Fact]
    public void Apply_AcceptedWithoutAReason_IsAFinding() =>
        Assert.Equal("accepted-list", Assert.Single(Accepted.Apply([Found], [new Accepted(Found.Rule, Found.Place, 1, " ")])).Rule);

    [Fact]
    public void Apply_AnotherPlace_IsNotAccepted() =>
        Assert.Contains(Found, Accepted.Apply([Found], [new Accepted(Found.Rule, "src/B.cs", 1, "defined so")]));
}
