using System.Globalization;
using CryptoVault.DemoPlayer.Client;

namespace CryptoVault.Load.Kill;

/// <summary>Compares what customers remember with what the host has.</summary>
internal sealed class Findings(IReadOnlyList<Customer> customers)
{
    private const int MostShown = 10;
    private static readonly TimeSpan CreditLimit = TimeSpan.FromMinutes(2);

    private int shown;

    /// <summary>Acknowledged operations that are not there.</summary>
    public int Lost { get; private set; }

    /// <summary>Money that is there more than once.</summary>
    public int Doubled { get; private set; }

    /// <summary>Looks for each acknowledgement.</summary>
    public async Task CheckAsync(IEnumerable<Acknowledgement> acknowledgements)
    {
        var options = new ParallelOptions { MaxDegreeOfParallelism = 8 };
        var gate = new Lock();
        // Mixed, so that no customer's own rate limit is what it waits for.
        await Parallel.ForEachAsync(acknowledgements.OrderBy(one => one.Id, StringComparer.Ordinal), options, async (one, _) =>
        {
            if (await WhatIsWrongAsync(one) is { } problem)
            {
                lock (gate)
                {
                    Lost++;
                    Show($"{one.Operation.Kind} {one.Id} of customer {one.Customer}: {problem}");
                }
            }
        });
    }

    /// <summary>
    /// Each customer's money in the asset that orders do not touch, to the last unit: what came in, less what was sent,
    /// plus what others sent. (Nobody confirms a withdrawal, so none leaves.)
    /// </summary>
    public async Task CheckMoneyAsync(string asset)
    {
        var transfers = customers.SelectMany(customer => customer.Acknowledged).Where(one => one.Operation.Kind == OperationKind.Transfer).ToArray();
        foreach (var customer in customers)
        {
            var (deposits, actual) = await SettledAsync(customer, asset);
            var missing = customer.Acknowledged.Where(one => one.Operation.Kind == OperationKind.Deposit && !deposits.ContainsKey(one.Id)).ToArray();
            Lost += missing.Length;
            var expected = deposits.Values.Sum()
                - transfers.Where(one => one.Customer == customer.Number).Sum(one => one.Operation.Amount)
                + transfers.Where(one => one.Operation.Payee == customer.Number).Sum(one => one.Operation.Amount);
            if (actual != expected)
            {
                Show($"customer {customer.Number} has {actual} {asset}, not {expected}");
                Lost += actual < expected ? 1 : 0;
                Doubled += actual > expected ? 1 : 0;
            }
        }
    }

    /// <summary>
    /// The customer's deposits and what the customer has, read when all of them are credited. One whose answer was lost in the
    /// kill is on the chain and still gathers confirmations after the start.
    /// </summary>
    private static async Task<(Dictionary<string, decimal> Deposits, decimal Total)> SettledAsync(Customer customer, string asset)
    {
        var until = TimeProvider.System.GetUtcNow() + CreditLimit;
        while (true)
        {
            var (deposits, areCredited) = await DepositsAsync(customer, asset);
            var balances = (await customer.GetAsync("api/v1/wallet/balances")).Expect(200);
            var total = balances.Items.Where(one => one.TextOf("asset") == asset).Sum(one => Number(one.TextOf("total")));
            var (again, _) = await DepositsAsync(customer, asset);
            if ((areCredited && again.Count == deposits.Count) || TimeProvider.System.GetUtcNow() > until)
            {
                return (deposits, total);
            }

            await Task.Delay(200);
        }
    }

    private async Task<string?> WhatIsWrongAsync(Acknowledgement one)
    {
        var customer = customers[one.Customer];
        switch (one.Operation.Kind)
        {
            case OperationKind.Order:
                return (await customer.GetAsync($"api/v1/orders/{one.Id}")) is { Status: 200 } ? null : "the order is not there";
            case OperationKind.Cancel:
                var order = await customer.GetAsync($"api/v1/orders/{one.Id}");
                return order is { Status: 200 } && order["status"] is "canceled" or "filled" or "expired" ? null : $"it is {order}";
            case OperationKind.Withdrawal:
                return (await customer.GetAsync($"api/v1/wallet/withdrawals/{one.Id}")) is { Status: 200 } ? null : "the withdrawal is not there";
            case OperationKind.WithdrawalCancel:
                var withdrawal = await customer.GetAsync($"api/v1/wallet/withdrawals/{one.Id}");
                return withdrawal is { Status: 200 } && withdrawal["status"] == "canceled" ? null : $"it is {withdrawal}";
            default:
                return null; // transfers and deposits are looked at in CheckMoneyAsync, by what they did
        }
    }

    private static async Task<(Dictionary<string, decimal> Deposits, bool AreCredited)> DepositsAsync(Customer customer, string asset)
    {
        var areCredited = true;
        var found = new Dictionary<string, decimal>(StringComparer.Ordinal);
        string? cursor = null;
        do
        {
            var page = (await customer.GetAsync($"api/v1/wallet/deposits?limit=100{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}")).Expect(200);
            foreach (var deposit in page.Items.Where(one => one.TextOf("asset") == asset))
            {
                found.Add(deposit.TextOf("id"), Number(deposit.TextOf("amount")));
                areCredited &= deposit.TextOf("status") == "credited";
            }

            cursor = page.Find("nextCursor") is { ValueKind: System.Text.Json.JsonValueKind.String } next ? next.GetString() : null;
        }
        while (cursor is not null);

        return (found, areCredited);
    }

    private void Show(string problem)
    {
        if (shown++ < MostShown)
        {
            Console.WriteLine($"FOUND    {problem}");
        }
    }

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);
}
