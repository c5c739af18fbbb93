using System.Globalization;
using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;
using CryptoVault.EndToEnd.Tests.Hosting;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace CryptoVault.EndToEnd.Tests.Operations;

/// <summary>Each function of the operations page, used in a browser against a real host.</summary>
public sealed class OperationsPageTests(OperationsScene scene) : IClassFixture<OperationsScene>
{
    private static readonly LocatorAssertionsToContainTextOptions Patiently = new() { Timeout = 30_000 };

    [BrowserFact]
    public async Task StartPage_OnThisMachine_LeadsToTheOperationsPages()
    {
        var page = await scene.OpenAsync("/");

        await page.GetByRole(AriaRole.Link, new() { Name = "Operations" }).ClickAsync();
        await Expect(page.Locator("h1")).ToHaveTextAsync("Overview");
        foreach (var name in new[] { "Functions", "Orchestrations", "Queues", "Dead letters", "Change feeds", "Timers", "Mails", "Logs" })
        {
            await page.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Link, new() { Name = name }).ClickAsync();
            await Expect(page.Locator("h1")).ToHaveTextAsync(name);
            await Expect(page.Locator("nav a[aria-current=page]")).ToHaveTextAsync(name);
        }
    }

    [BrowserFact]
    public async Task Functions_WithOneThatFails_ShowItsRunsAndErrors()
    {
        var page = await scene.OpenAsync("/dev/functions");
        await Expect(Row(page, "functions", "Balances").Locator("[data-label='Last run'] time")).ToBeVisibleAsync();
        var next = page.GetByRole(AriaRole.Link, new() { Name = "Next page" });
        var commands = Row(page, "functions", "RunWorkflowCommands");
        Assert.Equal(0, await commands.CountAsync());
        while (await commands.CountAsync() == 0)
        {
            await page.GotoAsync(await next.EvaluateAsync<string>("link => link.href")); // on some page, however many functions there are
        }

        await Expect(commands.Locator("[data-label='Last run'] time")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "First page" }).ClickAsync();
        await Expect(Row(page, "functions", "Balances")).ToBeVisibleAsync();

        await page.GotoAsync("/dev/functions?failing=yes");
        await page.GetByLabel("Trigger").SelectOptionAsync("serviceBusTrigger");
        await page.GetByRole(AriaRole.Button, new() { Name = "Filter" }).ClickAsync();
        await Expect(page.Locator("#functions tbody tr")).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Link, new() { Name = "RunWorkflowCommands" }).ClickAsync();
        await Expect(page.Locator("#failures tbody tr").First).ToContainTextAsync("ArgumentException: The function 'NoSuchOrchestration' doesn't exist");
        await page.Locator("#failures tbody tr a").First.ClickAsync();

        await Expect(page.Locator("#logs")).ToContainTextAsync("RunWorkflowCommands failed");
    }

    [BrowserFact]
    public async Task Orchestrations_FilteredByStatusNameAndAge_ShowThoseAlone()
    {
        var page = await scene.OpenAsync("/dev/orchestrations");
        await FilterAsync(page, ("Status", "Completed"), ("Orchestrator", "WithdrawalApproval"), ("Age", "within-1h"));
        await Expect(Row(page, "instances", $"withdrawal-{scene.CompletedWithdrawal}")).ToBeVisibleAsync();
        await Expect(page.Locator("#instances")).Not.ToContainTextAsync(scene.WaitingWithdrawal);
        await Expect(page.Locator("#instances")).Not.ToContainTextAsync(SeededFolder.OldInstance);

        await FilterAsync(page, ("Status", "Running"), ("Orchestrator", ""), ("Age", ""));
        await Expect(Row(page, "instances", $"withdrawal-{scene.WaitingWithdrawal}")).ToBeVisibleAsync();
        await Expect(page.Locator("#instances")).Not.ToContainTextAsync(scene.CompletedWithdrawal);

        await FilterAsync(page, ("Status", ""), ("Orchestrator", ""), ("Age", "over-7d"));
        await Expect(page.Locator("#instances tbody tr")).ToHaveCountAsync(1);
        await Expect(page.Locator("#instances")).ToContainTextAsync(SeededFolder.OldInstance);
    }

    [BrowserFact]
    public async Task Orchestrations_MoreThanAPage_GoOnOnTheNextOne()
    {
        var page = await scene.OpenAsync("/dev/orchestrations?status=Terminated&name=WithdrawalApproval");
        await Expect(page.Locator("#instances tbody tr")).ToHaveCountAsync(50);
        await Expect(page.Locator("#instances tbody tr").First).ToContainTextAsync("many-59");
        await page.GetByRole(AriaRole.Link, new() { Name = "Next page" }).ClickAsync();

        await Expect(page.Locator("#instances tbody tr")).ToHaveCountAsync(SeededFolder.ManyInstances - 50);
        await Expect(page.Locator("#instances tbody tr").Last).ToContainTextAsync("many-00");
        await page.GetByRole(AriaRole.Link, new() { Name = "First page" }).ClickAsync();
        await Expect(page.Locator("#instances tbody tr")).ToHaveCountAsync(50);
    }

    [BrowserFact]
    public async Task Orchestration_ThatEnded_ShowsInputOutputCustomStatusAndHistory()
    {
        var page = await scene.OpenAsync("/dev/orchestrations?age=over-7d");
        await page.GetByRole(AriaRole.Link, new() { Name = SeededFolder.OldInstance }).ClickAsync();

        await Expect(page.Locator("#status")).ToHaveTextAsync("Completed");
        await Expect(page.Locator("#input")).ToContainTextAsync(SeededFolder.Hostile);
        await Expect(page.Locator("#output")).ToContainTextAsync("all well");
        await Expect(page.Locator("#custom-status")).ToContainTextAsync("three of three");
        await Expect(page.Locator("#history > li")).ToHaveCountAsync(2);
        await Expect(page.Locator("#history > li").First).ToContainTextAsync("Activity LookAtIt scheduled");
        await Expect(page.Locator("#history > li").Last).ToContainTextAsync("Activity LookAtIt completed after 90 s");
        await Expect(page.Locator("#history > li").Last).ToContainTextAsync("Event WakeUp received");
        Assert.DoesNotContain("pwned", await page.TitleAsync(), StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task Orchestration_OfAWithdrawal_ShowsWhatItDidAndItsLogs()
    {
        var page = await scene.OpenAsync($"/dev/orchestrations/withdrawal-{scene.CompletedWithdrawal}");

        await Expect(page.Locator("#status")).ToHaveTextAsync("Completed");
        await Expect(page.Locator("#input")).ToContainTextAsync(scene.CompletedWithdrawal);
        Assert.True(await page.Locator("#history > li").CountAsync() >= 3);
        await Expect(page.Locator("#history")).ToContainTextAsync("Event WakeUp received");
        await page.Locator("dl a").Last.ClickAsync();
        await Expect(page.Locator("#logs")).ToContainTextAsync("Mail");
    }

    [BrowserFact]
    public async Task Queue_WithAMessageForLater_CanBePeeked()
    {
        var page = await scene.OpenAsync("/dev/queues");
        await Row(page, "queues", "mail").GetByRole(AriaRole.Link).ClickAsync();

        var row = Row(page, "messages", SeededFolder.ScheduledMessage);
        await Expect(row).ToContainTextAsync("waiting");
        await row.GetByText("show").ClickAsync();
        await Expect(row.Locator("pre")).ToContainTextAsync(SeededFolder.Hostile);
    }

    [BrowserFact]
    public async Task DeadLetter_Resubmitted_IsDeliveredAgain()
    {
        var page = await scene.OpenAsync("/dev/dead-letters");
        await page.GetByLabel("Queue").SelectOptionAsync("mail");
        await page.GetByRole(AriaRole.Button, new() { Name = "Filter" }).ClickAsync();
        var row = Row(page, "dead-letters", "mail:unreadable-1");
        await Expect(row).ToContainTextAsync("MALFORMED_MESSAGE");
        var before = await row.Locator("input[name=document]").First.InputValueAsync();

        await row.GetByRole(AriaRole.Button, new() { Name = "Resubmit" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("The message is in its queue again.");
        await EventuallyAsync(page, async () =>
            await row.CountAsync() == 1 && await row.Locator("input[name=document]").First.InputValueAsync() != before);
    }

    [BrowserFact]
    public async Task DeadLetter_Deleted_IsGoneForEver()
    {
        var page = await scene.OpenAsync("/dev/dead-letters?queue=mail");
        var row = Row(page, "dead-letters", "mail:unreadable-2");
        await row.Locator("summary", new() { HasText = "show" }).ClickAsync();
        await Expect(row.Locator("pre")).ToContainTextAsync(SeededFolder.Hostile);
        await row.Locator("summary", new() { HasText = "Delete" }).ClickAsync();
        await row.GetByRole(AriaRole.Button, new() { Name = "Delete for ever" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("The dead letter is deleted.");
        await Expect(row).ToHaveCountAsync(0);
        await page.ReloadAsync();
        await Expect(row).ToHaveCountAsync(0);
    }

    [BrowserFact]
    public async Task ChangeFeeds_WithAPositionAndLeases_ShowThem()
    {
        var page = await scene.OpenAsync("/dev/change-feeds");

        await Expect(Row(page, "positions", "workflows.FormerRelay")).ToContainTextAsync("changes");
        await Expect(Row(page, "positions", "workflows.FormerRelay")).ToContainTextAsync("no function any more");
        await Expect(Row(page, "leases", "timers-workflows")).ToContainTextAsync($"process {scene.Wallet.Host.Process.Id.ToString(CultureInfo.InvariantCulture)}");
        await Expect(Row(page, "leases", "queues")).ToContainTextAsync("in ");
    }

    [BrowserFact]
    public async Task Timer_RunNow_RunsAndKeepsItsSchedule()
    {
        var page = await scene.OpenAsync("/dev/timers");
        var row = Row(page, "timers", "WithdrawalRevival");
        await Expect(row).ToContainTextAsync("30 * * * * *");
        await Expect(row.Locator("[data-label='Next run'] time")).ToBeVisibleAsync();
        var runs = await RunsAsync(row);

        await row.GetByRole(AriaRole.Button, new() { Name = "Run now" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Status)).ToHaveTextAsync("The timer ran.");
        Assert.True(await RunsAsync(row) > runs);
        await Expect(row.Locator("[data-label='Next run'] time")).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task Mail_ToACustomer_ShowsItsTextAndRecipient()
    {
        var page = await scene.OpenAsync("/dev/mails");
        var mine = page.Locator("#mails tbody tr", new() { HasText = DefaultHost.EmailOf("ana") }).First;
        await mine.GetByRole(AriaRole.Link).ClickAsync();

        await Expect(page.Locator("dl")).ToContainTextAsync(DefaultHost.EmailOf("ana"));
        await Expect(page.Locator("#text")).Not.ToBeEmptyAsync();
        await Expect(page.Locator("iframe")).ToHaveCountAsync(1);
    }

    [BrowserFact]
    public async Task Mail_OfHtml_IsRenderedButRunsAndLoadsNothing()
    {
        var page = await scene.OpenAsync("/dev/mails");
        var refused = new System.Collections.Concurrent.ConcurrentDictionary<string, string?>();
        page.RequestFailed += (_, request) => refused[request.Url] = request.Failure;
        await page.GetByRole(AriaRole.Link, new() { Name = "Grüße und mehr" }).ClickAsync();

        await Expect(page.FrameLocator("iframe").Locator("#hello")).ToHaveTextAsync("Grüße");
        await Expect(page.Locator("#text")).ToHaveTextAsync("Grüße in plain text");
        Assert.Equal("Grüße und mehr · CryptoVault operations", await page.TitleAsync());
        Assert.DoesNotContain("pwned", await page.Frames[^1].TitleAsync(), StringComparison.Ordinal);
        Assert.Equal("csp", refused["http://127.0.0.1:9/x.png"]);
    }

    [BrowserFact]
    public async Task Logs_OfACorrelationId_FollowItLive()
    {
        const string Correlation = "browser-follows-this";
        var page = await scene.OpenAsync("/dev/logs");
        await page.GetByLabel("Correlation or invocation id").FillAsync(Correlation);
        await page.GetByRole(AriaRole.Button, new() { Name = "Filter" }).ClickAsync();
        await Expect(page.Locator("#logs")).ToHaveTextAsync("No line is like that.");
        await page.GetByRole(AriaRole.Link, new() { Name = "Follow live" }).ClickAsync();

        (await scene.Wallet.Api.PostAsync(
            "api/v1/auth/login", new JsonObject { ["email"] = DefaultHost.EmailOf("ben"), ["password"] = DefaultHost.Password }, null, ("X-Correlation-Id", Correlation))).Expect(200);

        await Expect(page.Locator("#logs")).ToContainTextAsync("signed in", Patiently);
        await page.GetByRole(AriaRole.Link, new() { Name = "Stop" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Follow live" })).ToBeVisibleAsync();
        await page.GetByLabel("Level").SelectOptionAsync("Error");
        await page.GetByRole(AriaRole.Button, new() { Name = "Filter" }).ClickAsync();
        await Expect(page.Locator("#logs")).ToHaveTextAsync("No line is like that.");
    }

    [BrowserFact]
    public async Task Pages_OnAPhone_NeedNoSidewaysScrolling()
    {
        foreach (var path in new[]
                 {
                     "", "/functions", "/functions/workflows/RunWorkflowCommands", "/orchestrations", $"/orchestrations/withdrawal-{scene.CompletedWithdrawal}", "/queues", "/queues/mail",
                     "/dead-letters", "/change-feeds", "/timers", "/mails", $"/mails/{SeededFolder.HtmlMail}", "/logs",
                 })
        {
            var page = await scene.OpenAsync($"/dev{path}", width: 390);
            Assert.True(await page.EvaluateAsync<int>("document.documentElement.scrollWidth") <= 390, path);
            Assert.True(await page.EvaluateAsync<double>("parseFloat(getComputedStyle(document.body).fontSize)") >= 14, path);
            await KeepAsync(page, $"phone{path.Replace('/', '-')}");
            await page.Context.CloseAsync();
        }
    }

    [BrowserFact]
    public async Task Pages_WithDarkColors_AreDark()
    {
        var light = await BackgroundAsync(ColorScheme.Light);
        var dark = await BackgroundAsync(ColorScheme.Dark);

        Assert.Equal("rgb(255, 255, 255)", light);
        Assert.Equal("rgb(20, 23, 26)", dark);
    }

    private async Task<string> BackgroundAsync(ColorScheme colors)
    {
        var page = await scene.OpenAsync("/dev/functions", colors: colors);
        await KeepAsync(page, $"wide-{colors}");
        return await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
    }

    private static ILocator Row(IPage page, string table, string text) => page.Locator($"#{table} tbody tr", new() { HasText = text });

    private static async Task<long> RunsAsync(ILocator row) =>
        long.Parse(await row.Locator("[data-label=Runs]").InnerTextAsync(), NumberStyles.AllowThousands, CultureInfo.InvariantCulture);

    private static async Task FilterAsync(IPage page, params (string Label, string Value)[] choices)
    {
        foreach (var (label, value) in choices)
        {
            await page.GetByLabel(label).SelectOptionAsync(value);
        }

        await page.GetByRole(AriaRole.Button, new() { Name = "Filter" }).ClickAsync();
    }

    private static async Task EventuallyAsync(IPage page, Func<Task<bool>> condition)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        while (!await condition())
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), await page.ContentAsync());
            await page.ReloadAsync();
        }
    }

    /// <summary>Keeps a picture for who wants to look: in the folder that the environment variable names.</summary>
    private static async Task KeepAsync(IPage page, string name)
    {
        if (Environment.GetEnvironmentVariable("OPERATIONS_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
        }
    }
}
