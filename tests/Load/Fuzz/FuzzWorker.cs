using System.Net;
using System.Net.Sockets;
using System.Text;
using CryptoVault.Load.Generator;

namespace CryptoVault.Load.Fuzz;

/// <summary>Sends right and broken requests one after another on a connection of its own and looks at the answers.</summary>
internal sealed class FuzzWorker(FuzzStage stage, FuzzCounts counts, IPEndPoint host, int seed) : IDisposable
{
    private const double RightShare = 0.15;
    private const double ProtocolShare = 0.01;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60); // slow machines are no fault of the host's

    private static readonly string[] BrokenMessages =
    [
        "GET\r\n\r\n", "GET / HTTP/9.9\r\n\r\n", "\0\0\0\0\r\n\r\n", "GET /api/v1/time HTTP/1.1\r\n\r\n", "GET /api/v1/time HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        "POST /api/v1/orders HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", "POST /api/v1/orders HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
        "POST /api/v1/orders HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "GET http://127.0.0.1/api/v1/time HTTP/1.1\r\nHost: a b\r\n\r\n",
        "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
    ];

    private readonly Random random = new(seed);
    private RawConnection? connection;

    public async Task RunAsync(CancellationToken end)
    {
        var check = new AnswerCheck(() => stage.Secrets);
        var mutator = new Mutator(stage.Contract, random, () => stage.Id(random));
        while (!end.IsCancellationRequested)
        {
            var operation = stage.Contract.Operations[random.Next(stage.Contract.Operations.Count)];
            if (stage.RightCall(operation) is not { } call)
            {
                await Task.Delay(1, CancellationToken.None);
                continue;
            }

            var person = Caller(operation);
            var request = random.NextDouble() < RightShare ? Mutator.Right(operation, call, person?.Token) : mutator.Make(operation, call, person?.Token);
            var isBroken = random.NextDouble() < ProtocolShare;
            if (isBroken)
            {
                request.Verbatim = Encoding.Latin1.GetBytes(BrokenMessages[random.Next(BrokenMessages.Length)]);
            }

            await SendAsync(operation, request, person, check, isBroken);
        }
    }

    public void Dispose() => connection?.Dispose();

    /// <summary>Anybody, or nobody; what ends sign-ins is left to those whose sign-in nobody needs.</summary>
    private Person? Caller(Operation operation)
    {
        if (random.Next(8) == 0)
        {
            return null;
        }

        if (Recipes.Of(operation).IsForStrangers || operation.Path.StartsWith("/api/v1/auth/", StringComparison.Ordinal) || random.Next(10) == 0)
        {
            return stage.Expendable(random);
        }

        var people = stage.Cast.Everybody.ToArray();
        return people[random.Next(people.Length)];
    }

    private async Task SendAsync(Operation operation, RawRequest request, Person? person, AnswerCheck check, bool isBroken)
    {
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            if (connection is null)
            {
                connection = new RawConnection(host);
                await connection.ConnectAsync();
            }

            var status = await connection.SendAsync(request.ToBytes(host), patience.Token);
            counts.Count(operation, status);
            Look(operation, request, person, check, isBroken, status);
            if (connection.IsStream || isBroken || Encoding.Latin1.GetString(connection.Head).Contains("Connection: close", StringComparison.OrdinalIgnoreCase))
            {
                Disconnect();
            }
        }
        catch (OperationCanceledException)
        {
            Disconnect();
            if (!isBroken)
            {
                counts.ServerError($"no answer in {Patience.TotalSeconds} s: {request}");
            }
        }
        catch (Exception fault) when (fault is IOException or SocketException)
        {
            Disconnect(); // a server may close the connection of a request that cannot be read to its end
        }
    }

    private void Look(Operation operation, RawRequest request, Person? person, AnswerCheck check, bool isBroken, int status)
    {
        if (AnswerCheck.IsRefusedByServer(status, connection!))
        {
            counts.RefusedByServer();
            return;
        }

        var what = $"{operation} as {person?.Name ?? "nobody"}: {{0}}: {request} -> {Encoding.UTF8.GetString(connection!.Body)}";
        if (AnswerCheck.ServerError(operation, status) is { } error)
        {
            counts.ServerError(what.Replace("{0}", error, StringComparison.Ordinal));
        }

        if (!isBroken && !connection.IsStream && AnswerCheck.Unparseable(status, connection) is { } broken)
        {
            counts.Unparsed(what.Replace("{0}", broken, StringComparison.Ordinal));
        }

        if (check.Leak(operation, connection, person is not null && stage.Cast.Staff.ContainsValue(person)) is { } leak)
        {
            counts.Leak(what.Replace("{0}", leak, StringComparison.Ordinal));
        }
    }

    private void Disconnect()
    {
        connection?.Dispose();
        connection = null;
    }
}
