using System.Text;
using CryptoVault.Adapters.Files;
using CryptoVault.Mail;
using CryptoVault.Messaging;
using CryptoVault.Security;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.Shared.Tests.Mail;

public sealed class MailTests : IDisposable
{
    private const string User = "018f4e2a-0000-7000-8000-000000000001";
    private const string MailId = "018f4e2a-0000-7000-8000-00000000000a";
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 9, 5, 7, TimeSpan.Zero);

    private readonly string folder = Directory.CreateTempSubdirectory("cryptovault-mail-").FullName;
    private readonly MailTokens tokens;

    public MailTests() =>
        tokens = new MailTokens(KeyRingFile.Open(Path.Combine(folder, "keys.json"), TimeProvider.System, new SystemRandomness()));

    private string Outbox => Path.Combine(folder, "outbox");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task SendMail_OfAnOrder_WritesOneMessageWithAddressAndToken()
    {
        var token = tokens.Create("purpose", User, "nonce-1");
        var order = new MailOrder(MailId, User, "hello", Now) { Token = token.Seed, Values = new Dictionary<string, string> { ["name"] = "Ana" } };
        Correlation.Set("mail-test-1");

        Assert.True((await Sender().ExecuteAsync(order, default)).IsSuccess);
        Assert.True((await Sender().ExecuteAsync(order, default)).IsSuccess);

        var text = await File.ReadAllTextAsync(Assert.Single(Directory.GetFiles(Outbox)));
        var parts = text.Split("\r\n\r\n", 2);
        Assert.Equal(
            [
                "From: CryptoVault <no-reply@cryptovault.example>", "To: ana@example.com", "Subject: Hello Ana", "Date: Sun, 01 Mar 2026 09:05:07 +0000",
                $"Message-ID: <{MailId}@cryptovault.example>", "X-Correlation-Id: mail-test-1", "MIME-Version: 1.0",
                $"Content-Type: multipart/alternative; boundary=\"part-{MailId}\"",
            ],
            parts[0].Split("\r\n"));
        Assert.StartsWith($"--part-{MailId}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\nYour anti-phishing code: blue <horse>\r\n", parts[1], StringComparison.Ordinal);
        Assert.Contains($"\r\n--part-{MailId}\r\nContent-Type: text/html; charset=utf-8\r\n", parts[1], StringComparison.Ordinal);
        Assert.Contains("blue &lt;horse&gt;", parts[1], StringComparison.Ordinal);
        Assert.EndsWith($"\r\n--part-{MailId}--\r\n", parts[1], StringComparison.Ordinal);
        var said = parts[1].Split("\r\n").Single(line => line.StartsWith("Token: ", StringComparison.Ordinal))[7..];
        Assert.True(MailTokens.Matches(said, token.Hash));
        Assert.Equal(User, MailTokens.SubjectOf(said));
        Assert.DoesNotContain('\n', text.Replace("\r\n", "", StringComparison.Ordinal));
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(Directory.GetFiles(Outbox)[0]) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Fact]
    public async Task SendMail_ToNobodyOrOfAnUnknownTemplate_IsRefusedAndWritesNothing()
    {
        Assert.IsType<MailRecipientUnknown>((await Sender().ExecuteAsync(new MailOrder(MailId, MailId, "hello", Now), default)).Error);
        Assert.IsType<MailTemplateUnknown>((await Sender().ExecuteAsync(new MailOrder(MailId, User, "other", Now), default)).Error);

        Assert.False(Directory.Exists(Outbox));
    }

    [Fact]
    public async Task Send_WithASubjectBeyondAscii_EncodesIt()
    {
        var subject = string.Concat(Enumerable.Repeat("Gr\u00FC\u00DFe \U0001F600 ", 12)).Trim();
        await new MailFolder(Options()).SendAsync(new OutgoingMail(MailId, "ana@example.com", subject, "\u00FC\n", Now, "c"), default);

        var text = await File.ReadAllTextAsync(Directory.GetFiles(Outbox)[0]);
        var words = text.Split("\r\n").Single(line => line.StartsWith("Subject: ", StringComparison.Ordinal))[9..].Split(' ');
        Assert.All(words, word => Assert.True(word.Length <= 75));
        Assert.Equal(subject, string.Concat(words.Select(word => Encoding.UTF8.GetString(Convert.FromBase64String(word["=?utf-8?B?".Length..^2])))));
        Assert.Contains("Content-Transfer-Encoding: 8bit", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ana@example.com\r\nBcc: eve@example.com", "Hello")]
    [InlineData("ana@example.com", "Hello\nBcc: eve@example.com")]
    public async Task Send_WithALineBreakInAHeader_IsRefused(string to, string subject)
    {
        await Assert.ThrowsAsync<ArgumentException>(() => new MailFolder(Options()).SendAsync(new OutgoingMail(MailId, to, subject, "", Now, "c"), default));

        Assert.False(Directory.Exists(Outbox) && Directory.EnumerateFiles(Outbox).Any());
    }

    [Fact]
    public void Html_OfAText_SaysTheSameEscaped()
    {
        var html = MailHtml.Of(new MailText("A & B", "First line\nsecond <b>line</b>.\n\nAmount: 1 <BTC>\nAddress: a\"b\n\nToken: abc\nhttps://vault.example/links/page#token=a&b=c\n"));

        Assert.Contains("<title>A &amp; B</title>", html.ReplaceLineEndings(""), StringComparison.Ordinal);
        Assert.Contains("First line second &lt;b&gt;line&lt;/b&gt;.</p>", html, StringComparison.Ordinal);
        Assert.Contains(">Amount</th><td style=\"word-break:break-all\">1 &lt;BTC&gt;</td>", html, StringComparison.Ordinal);
        Assert.Contains("a&quot;b", html, StringComparison.Ordinal);
        Assert.Contains("<a href=\"https://vault.example/links/page#token=a&amp;b=c\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<b>", html, StringComparison.Ordinal);
    }

    [Fact]
    public void Token_OfOtherSeeds_IsAnother()
    {
        MailTokenSeed[] seeds = [new("a", User, "1"), new("b", User, "1"), new("a", MailId, "1"), new("a", User, "2")];

        Assert.Equal(4, seeds.Select(tokens.TextOf).Distinct().Count());
        Assert.Equal(tokens.TextOf(seeds[0]), tokens.TextOf(seeds[0]));
        Assert.Null(MailTokens.SubjectOf("short"));
        Assert.Null(MailTokens.SubjectOf(new string('!', 64)));
    }

    private MailOptions Options() => new() { Outbox = Outbox };

    private SendMail Sender() => new(new MailFolder(Options()), new OneRecipient(), tokens, [new HelloMail()], Options(), NullLogger<SendMail>.Instance);

    private sealed class OneRecipient : IMailRecipients
    {
        public ValueTask<MailAddressee?> FindAsync(string userId, MailRecipient recipient, CancellationToken cancellation) =>
            new(userId == User ? new MailAddressee("ana@example.com", "blue <horse>") : null);
    }

    private sealed class HelloMail : IMailTemplate
    {
        public string Name => "hello";

        public MailText Compose(MailContent content) => new($"Hello {content.Values["name"]}", $"Hello.\n{content.TokenLines("page")}");
    }
}
