using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using CryptoVault.DemoPlayer.Client;

namespace CryptoVault.Load.Kill;

/// <summary>A customer who does one thing after another, each until it is answered, and remembers what was acknowledged.</summary>
internal sealed class Customer(int number, string email, string password, IReadOnlyList<string> emails, Api api, string runId)
{
    private const string Asset = "USDC";
    private const string Address = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed";

    private readonly Random random = new(number);
    private readonly ConcurrentQueue<Acknowledgement> acknowledged = new();
    private readonly List<string> openOrders = [];
    private readonly List<string> openWithdrawals = [];
    private string token = "";
    private Authenticator? authenticator;
    private int count;

    public int Number => number;

    public IReadOnlyCollection<Acknowledgement> Acknowledged => acknowledged;

    /// <summary>Requests of all customers that are sent and not answered.</summary>
    public static int InFlight => Volatile.Read(ref inFlight);

    private static int inFlight;

    public async Task SignInAsync()
    {
        token = (await api.SignInAsync(email, password, authenticator)).Expect(200)["accessToken"];
        authenticator ??= await api.EnrolAsync(token, password); // withdrawals need a second factor
    }

    public Task<Answer> GetAsync(string path) => api.GetAsync(path, token);

    public async Task RunAsync(Func<Task> hostIsUp, CancellationToken end)
    {
        await DoAsync(Faucet(), hostIsUp);
        while (!end.IsCancellationRequested)
        {
            await DoAsync(Next(), hostIsUp);
        }
    }

    /// <summary>Sends until an answer comes; the same request, so that it is carried out once.</summary>
    private async Task DoAsync(Operation operation, Func<Task> hostIsUp)
    {
        while (true)
        {
            Interlocked.Increment(ref inFlight);
            Answer answer;
            try
            {
                answer = await api.SendAsync(operation.Method, operation.Path, operation.Json, token, operation.Headers);
            }
            catch (AnswerLostException)
            {
                await hostIsUp();
                if (operation.Kind == OperationKind.Deposit)
                {
                    return; // the faucet knows no keys: whether it was done shows in the list of deposits
                }

                continue;
            }
            finally
            {
                Interlocked.Decrement(ref inFlight);
            }

            if (answer.Status == 401 || answer.Code == "STEP_UP_REQUIRED")
            {
                await SignInAsync();
                continue;
            }

            Take(operation, answer);
            return;
        }
    }

    private void Take(Operation operation, Answer answer)
    {
        if (answer.Status is 409 or 422)
        {
            return; // refused by a rule: closed already, or no money left
        }

        answer.Expect(200, 201, 202);
        var id = operation.Kind switch
        {
            OperationKind.Order => answer["orderId"],
            OperationKind.Deposit => answer["depositId"],
            OperationKind.Cancel or OperationKind.WithdrawalCancel => operation.Path.Split('/')[^1],
            _ => answer["id"],
        };
        acknowledged.Enqueue(new Acknowledgement(number, operation, id));
        if (operation.Kind == OperationKind.Order)
        {
            openOrders.Add(id);
        }
        else if (operation.Kind == OperationKind.Withdrawal)
        {
            openWithdrawals.Add(id);
        }
    }

    private Operation Next() => random.Next(100) switch
    {
        < 45 => Order(),
        < 60 when Taken(openOrders) is { } order => new Operation(OperationKind.Cancel, HttpMethod.Delete, $"api/v1/orders/{order}"),
        < 85 => Transfer(),
        < 92 => Withdraw(),
        < 96 when Taken(openWithdrawals) is { } withdrawal => new Operation(OperationKind.WithdrawalCancel, HttpMethod.Delete, $"api/v1/wallet/withdrawals/{withdrawal}"),
        < 98 => Faucet(),
        _ => Order(),
    };

    private Operation Order()
    {
        var isBuy = random.Next(2) == 0;
        var price = 60_000 + random.Next(-20, 21);
        return new Operation(OperationKind.Order, HttpMethod.Post, "api/v1/orders", new JsonObject
        {
            ["symbol"] = "BTC-USDT", ["side"] = isBuy ? "buy" : "sell", ["type"] = "limit", ["price"] = $"{price}", ["quantity"] = "0.001",
            ["clientOrderId"] = NewKey(),
        }.ToJsonString());
    }

    private Operation Transfer()
    {
        var payee = (number + 1 + random.Next(emails.Count - 1)) % emails.Count;
        var amount = random.Next(1, 50);
        var body = new JsonObject { ["to"] = emails[payee], ["asset"] = Asset, ["amount"] = $"{amount}" };
        return new Operation(OperationKind.Transfer, HttpMethod.Post, "api/v1/wallet/transfers", body.ToJsonString(), NewKey()) { Payee = payee, Amount = amount };
    }

    private Operation Withdraw()
    {
        var amount = random.Next(10, 50);
        var body = new JsonObject { ["asset"] = Asset, ["network"] = "ethereum", ["address"] = Address, ["amount"] = $"{amount}" };
        return new Operation(OperationKind.Withdrawal, HttpMethod.Post, "api/v1/wallet/withdrawals", body.ToJsonString(), NewKey()) { Amount = amount };
    }

    private static Operation Faucet() => new(
        OperationKind.Deposit, HttpMethod.Post, "api/v1/dev/faucet", new JsonObject { ["asset"] = Asset, ["amount"] = "500" }.ToJsonString());

    private string NewKey() => string.Create(CultureInfo.InvariantCulture, $"kill-{runId}-{number}-{++count}");

    private static string? Taken(List<string> ids)
    {
        if (ids.Count == 0)
        {
            return null;
        }

        var id = ids[^1];
        ids.RemoveAt(ids.Count - 1);
        return id;
    }
}
