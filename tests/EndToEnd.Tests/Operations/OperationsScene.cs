using CryptoVault.EndToEnd.Tests.Hosting;
using Microsoft.Playwright;

namespace CryptoVault.EndToEnd.Tests.Operations;

/// <summary>A real host with something to see on each page, and a browser that looks at it.</summary>
public sealed class OperationsScene : IAsyncLifetime
{
    private WalletScene? wallet;
    private Chromium? browser;

    internal WalletScene Wallet => wallet!;

    /// <summary>The withdrawal that waits for its confirmation.</summary>
    internal string WaitingWithdrawal { get; private set; } = "";

    internal string CompletedWithdrawal { get; private set; } = "";

    public async Task InitializeAsync()
    {
        if (Chromium.Executable is null)
        {
            return; // the tests that use it are skipped
        }

        browser = await Chromium.StartAsync();
        wallet = await WalletScene.StartAsync(prepare: SeededFolder.PrepareAsync);
        await wallet.FundAsync(1000);
        CompletedWithdrawal = await wallet.ConfirmedAsync("50", "completed");
        WaitingWithdrawal = (await wallet.RequestAsync("60", "waiting")).Expect(201)["id"];
        await wallet.UntilAsync(CompletedWithdrawal, "completed");
    }

    public async Task DisposeAsync()
    {
        if (wallet is not null)
        {
            await StuckWithdrawals.AssertNoneAsync(wallet.Api);
            await wallet.DisposeAsync();
        }

        if (browser is not null)
        {
            await browser.DisposeAsync();
        }
    }

    internal async Task<IPage> OpenAsync(string path, int width = 1280, ColorScheme colors = ColorScheme.Light)
    {
        var page = await browser!.OpenAsync(wallet!.Host.Url, width, colors);
        await page.GotoAsync(path);
        return page;
    }
}
