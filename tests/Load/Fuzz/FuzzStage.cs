using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CryptoVault.DemoPlayer.Client;

namespace CryptoVault.Load.Fuzz;

/// <summary>What all workers share: people, the calls that are right, ids that came in answers.</summary>
internal sealed partial class FuzzStage(Cast cast, Contract contract, FuzzCounts counts)
{
    private const int MostIds = 2_000;
    private const int MostExpendables = 6;
    private const int MostTries = 3;
    private const int StatusUnauthorized = 401;

    private readonly ConcurrentDictionary<string, Call> calls = new();
    private readonly List<string> ids = ["0198c0de-0000-7000-8000-000000000000"];
    private readonly List<Person> expendables = [];
    private readonly List<string> secrets = [];
    private readonly Lock gate = new();
    private int next;

    public Cast Cast => cast;

    public Contract Contract => contract;

    /// <summary>The newest right call of an operation; null before its recipe was carried out.</summary>
    public Call? RightCall(Operation operation) => calls.GetValueOrDefault(operation.Id);

    public IReadOnlyCollection<string> Secrets { get; private set; } = [];

    public string Id(Random random)
    {
        lock (gate)
        {
            return ids[random.Next(ids.Count)];
        }
    }

    /// <summary>Remembers the ids in an answer, to ask for them as somebody else; not the admins', who could freeze each other.</summary>
    public void Learn(string text)
    {
        foreach (Match match in Uuid().Matches(text))
        {
            if (match.Value == cast.Admin.UserId || match.Value == cast.SecondAdmin.UserId)
            {
                continue;
            }

            lock (gate)
            {
                if (ids.Count < MostIds)
                {
                    ids.Add(match.Value);
                }
                else
                {
                    ids[next++ % MostIds] = match.Value;
                }
            }
        }
    }

    /// <summary>Somebody whose account may break.</summary>
    public Person? Expendable(Random random)
    {
        lock (gate)
        {
            return expendables.Count == 0 ? null : expendables[random.Next(expendables.Count)];
        }
    }

    public void AddSecrets(params IEnumerable<string?> more)
    {
        lock (gate)
        {
            secrets.AddRange(more.OfType<string>().Where(secret => secret.Length > 0));
            Secrets = [.. secrets];
        }
    }

    /// <summary>Carries out all recipes until each has succeeded; one that does not on a few tries is broken.</summary>
    public async Task PrepareAsync()
    {
        for (var attempt = 0; attempt < MostTries; attempt++)
        {
            foreach (var operation in Possible.Where(operation => !counts.HasSucceeded(operation)))
            {
                await CookAsync(operation);
            }
        }
    }

    /// <summary>Carries out all recipes again and again, so that there is something new to break.</summary>
    public async Task CookAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            foreach (var operation in Possible.TakeWhile(_ => !end.IsCancellationRequested))
            {
                await CookAsync(operation);
            }
        }
    }

    /// <summary>Tries once what has no recipe, however soon the end comes.</summary>
    public async Task TryOfferedAsync()
    {
        foreach (var operation in contract.Operations.Where(operation => Recipes.Impossible.ContainsKey(operation.Id) && calls.ContainsKey(operation.Id)))
        {
            var answer = await calls[operation.Id].SendAsync(cast.Api, operation, operation.IsAnonymous ? null : cast.Admin.Token);
            counts.Count(operation, answer.Status);
        }
    }

    /// <summary>
    /// Gives everybody a new access token whose own is taken no more: somebody of the staff may have revoked the keys or closed
    /// the account, as is their right. Nobody closes the administrators, whose ids nobody learns.
    /// </summary>
    public async Task SignInAgainAsync()
    {
        foreach (var person in cast.Everybody.Append(cast.SecondAdmin).OrderBy(person => person != cast.Admin))
        {
            if ((await cast.Api.GetAsync("api/v1/me", person.Token)).Status == StatusUnauthorized)
            {
                if (person != cast.Admin)
                {
                    var open = new JsonObject { ["status"] = "active", ["reason"] = "The fuzzer may have closed it." };
                    await cast.Api.SendAsync(HttpMethod.Put, $"api/v1/admin/users/{person.UserId}/status", open, cast.Admin.Token);
                }

                await person.RefreshAsync(cast.Api);
                AddSecrets(person.Token, person.RefreshToken);
            }
        }
    }

    /// <summary>A call to break that has no recipe.</summary>
    public void Offer(string operationId, Call call) => calls[operationId] = call;

    private IEnumerable<Operation> Possible => contract.Operations.Where(operation => !Recipes.Impossible.ContainsKey(operation.Id));

    private async Task CookAsync(Operation operation)
    {
        var recipe = Recipes.Of(operation);
        try
        {
            var owner = recipe.IsForStrangers ? await StrangerAsync() : operation.IsForAll || operation.IsAnonymous || operation.Roles.Contains("customer") ? cast.Ana : cast.Staff[operation.Roles[0]];
            var call = await recipe.Make(cast, owner);
            calls[operation.Id] = call;
            var answer = await call.SendAsync(cast.Api, operation, operation.IsAnonymous ? null : owner.Token);
            counts.Count(operation, answer.Status);
            Learn(answer.Text);
            if (answer.Status == StatusUnauthorized)
            {
                await SignInAgainAsync();
            }

            if (answer.Status >= 300 && !counts.HasSucceeded(operation))
            {
                Console.WriteLine($"recipe   {operation}: {answer}");
            }
        }
        catch (Exception unexpected) when (unexpected is UnexpectedException or AnswerLostException or InvalidOperationException or KeyNotFoundException)
        {
            Console.WriteLine($"recipe   {operation}: {unexpected.Message}"); // another worker may have undone what it stands on, or the machine is slow
            await SignInAgainAsync();
        }
    }

    private async Task<Person> StrangerAsync()
    {
        var stranger = await cast.StrangerAsync(hasSecondFactor: true);
        AddSecrets(stranger.Password, stranger.Token, stranger.RefreshToken, stranger.Authenticator?.Secret);
        lock (gate)
        {
            expendables.Insert(0, stranger);
            if (expendables.Count > MostExpendables)
            {
                expendables.RemoveAt(MostExpendables);
            }
        }

        return stranger;
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uuid();
}
