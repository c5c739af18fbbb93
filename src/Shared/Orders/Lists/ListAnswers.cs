namespace CryptoVault.Orders.Lists;

/// <summary>Waits for what the market makes of several orders.</summary>
internal sealed class ListAnswers(IOrderAnswers answers, TimeProvider clock, string userId, IEnumerable<string> orderIds) : IDisposable
{
    private readonly IOrderAnswer[] listening = [.. orderIds.Select(orderId => answers.Listen(userId, orderId))];

    /// <summary>Waits until all of them are as wanted or the time is over.</summary>
    public async Task WaitAsync(Func<OrderDocument, bool> wanted, TimeSpan atMost, CancellationToken cancellation)
    {
        var started = clock.GetTimestamp();
        foreach (var one in listening)
        {
            var left = atMost - clock.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
            {
                return;
            }

            await one.WaitAsync(wanted, left, cancellation);
        }
    }

    public void Dispose() => Array.ForEach(listening, one => one.Dispose());
}
