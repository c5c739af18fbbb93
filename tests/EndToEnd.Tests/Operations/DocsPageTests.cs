using CryptoVault.EndToEnd.Tests.Hosting;
using static Microsoft.Playwright.Assertions;

namespace CryptoVault.EndToEnd.Tests.Operations;

/// <summary>The contract's page in a browser: it works with scripts and styles of this host alone.</summary>
public sealed class DocsPageTests(DefaultHost host) : IClassFixture<DefaultHost>
{
    [BrowserFact]
    public async Task Docs_InABrowser_ShowTheOperationsWithoutBreakingTheirPolicy()
    {
        await using var browser = await Chromium.StartAsync();
        var page = await browser.OpenAsync(host.Host.Url);
        var complaints = new List<string>();
        var elsewhere = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                complaints.Add(message.Text);
            }
        };
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(host.Host.Url.ToString(), StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal))
            {
                elsewhere.Add(request.Url);
            }
        };

        await page.GotoAsync("/docs");
        await page.Locator("#operations-tag-orders").ClickAsync(new() { Timeout = 60_000 }); // areas are folded: there are too many operations to draw at once
        await Expect(page.Locator("#operations-orders-PlaceOrder")).ToContainTextAsync("/api/v1/orders", new() { Timeout = 120_000 });
        await page.Locator("#operations-orders-PlaceOrder .opblock-summary-control").ClickAsync();
        await Expect(page.Locator("#operations-orders-PlaceOrder .opblock-section-request-body")).ToContainTextAsync("clientOrderId", new() { Timeout = 120_000 });

        Assert.Empty(complaints);
        Assert.Empty(elsewhere);
    }
}
