using System.Collections.Concurrent;

namespace CryptoVault.Load.Fuzz;

/// <summary>What came of the requests.</summary>
internal sealed class FuzzCounts
{
    private const int MostShown = 30;

    private readonly ConcurrentDictionary<string, bool> routes = new();
    private readonly ConcurrentDictionary<string, bool> successes = new();
    private readonly ConcurrentDictionary<int, int> statuses = new();
    private readonly ConcurrentQueue<string> shown = new();
    private int requests, refusedByServer, serverErrors, unparseable, leaks;

    public int Requests => requests;

    public int Routes => routes.Count;

    public int Successes => successes.Count;

    /// <summary>Messages that the HTTP server refused before there was a request.</summary>
    public int RefusedMessages => refusedByServer;

    public int ServerErrors => serverErrors;

    public int Unparseable => unparseable;

    public int Leaks => leaks;

    public IReadOnlyDictionary<int, int> Statuses => statuses;

    public IEnumerable<string> Shown => shown;

    public bool HasSucceeded(Operation operation) => successes.ContainsKey(operation.Id);

    public void Count(Operation operation, int status)
    {
        Interlocked.Increment(ref requests);
        routes.TryAdd(operation.Id, true);
        statuses.AddOrUpdate(status, 1, (_, count) => count + 1);
        if (status is >= 200 and < 300)
        {
            successes.TryAdd(operation.Id, true);
        }
    }

    public void RefusedByServer() => Interlocked.Increment(ref refusedByServer);

    public void ServerError(string what) => Note(ref serverErrors, "server error", what);

    public void Unparsed(string what) => Note(ref unparseable, "unparseable", what);

    public void Leak(string what) => Note(ref leaks, "leak", what);

    private void Note(ref int count, string kind, string what)
    {
        if (Interlocked.Increment(ref count) <= MostShown)
        {
            shown.Enqueue($"{kind,-13} {what}");
        }
    }
}
