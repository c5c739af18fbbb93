using System.Net;
using CryptoVault.SecurityAudit.Host;

namespace CryptoVault.SecurityAudit.Tests;

public sealed class HeaderAuditTests
{
    [Fact]
    public void Check_AnswerWithEverything_FindsNothing()
    {
        using var answer = Page();
        answer.Headers.Add("X-Content-Type-Options", "nosniff");
        answer.Headers.Add("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
        answer.Headers.Add("Cache-Control", "no-store");
        answer.Headers.Add("Set-Cookie", "refresh=x; HttpOnly; SameSite=Strict");

        Assert.Empty(HeaderAudit.Check(answer, "/page", isPersonal: true));
    }

    [Theory]
    [InlineData("X-Content-Type-Options")]
    [InlineData("Content-Security-Policy")]
    [InlineData("frame-ancestors")]
    [InlineData("no-store")]
    [InlineData("Strict-Transport-Security")]
    public void Check_AnswerWithoutAny_FindsEach(string what)
    {
        using var answer = Page("https://vault.example/");

        var finding = Assert.Single(HeaderAudit.Check(answer, "/page", isPersonal: true), finding => finding.Message.Contains(what, StringComparison.Ordinal));
        Assert.Equal(Severity.High, finding.Severity);
    }

    [Theory]
    [InlineData("Server", "Kestrel", Severity.Medium)]
    [InlineData("X-Powered-By", "ASP.NET", Severity.Medium)]
    [InlineData("Set-Cookie", "refresh=x; Path=/", Severity.High)]
    [InlineData("Content-Security-Policy", "default-src 'self' 'unsafe-inline'; frame-ancestors 'none'", Severity.High)]
    public void Check_AnswerWithABadHeader_FindsIt(string name, string value, Severity severity)
    {
        using var answer = Page();
        answer.Headers.Add("X-Content-Type-Options", "nosniff");
        answer.Headers.Add("X-Frame-Options", "DENY");
        answer.Headers.TryAddWithoutValidation(name, value);
        if (name != "Content-Security-Policy")
        {
            answer.Headers.Add("Content-Security-Policy", "default-src 'none'");
        }

        Assert.Equal(severity, Assert.Single(HeaderAudit.Check(answer, "/page", isPersonal: false)).Severity);
    }

    private static HttpResponseMessage Page(string url = "http://localhost/") => new(HttpStatusCode.OK)
    {
        Content = new StringContent("<p>", System.Text.Encoding.UTF8, "text/html"),
        RequestMessage = new HttpRequestMessage(HttpMethod.Get, url),
    };
}
