using System.Diagnostics;
using System.Text.Json;
using CryptoVault.DemoPlayer.Client;

namespace CryptoVault.DemoPlayer;

/// <summary>What all steps of the story share: the host, the people, what is remembered, and what the books should say.</summary>
internal sealed class Stage : IDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan PropagationLimit = TimeSpan.FromSeconds(10);

    public Stage(PlayerOptions options)
    {
        Options = options;
        Api = new Api(options.Host);
        State = PlayState.Open(options.DataFolder, options.Resume || options.CheckOnly);
        Journal = new Journal(options.DataFolder, options.Resume || options.CheckOnly);
        Mailbox = new Mailbox(options.DataFolder);
        People = new People(Api, State);
        Admin = Registered("Ada");
        SecondAdmin = Registered("Alma");
        Reviewer = Registered("Rita");
        Ana = Registered("Ana");
        Ben = Registered("Ben");
        Books = new Books([Ana, Ben]);
    }

    public PlayerOptions Options { get; }

    public Api Api { get; }

    public PlayState State { get; }

    public Journal Journal { get; }

    public Mailbox Mailbox { get; }

    public People People { get; }

    public Books Books { get; }

    /// <summary>Decimal places by asset code, as the host says.</summary>
    public Dictionary<string, JsonElement> Assets { get; } = [];

    public Person Admin { get; set; }

    /// <summary>Who approves what the admin asks for.</summary>
    public Person SecondAdmin { get; set; }

    public Person Reviewer { get; }

    public Person Ana { get; }

    public Person Ben { get; }

    public int ScaleOf(string asset) => Assets.TryGetValue(asset, out var found)
        ? found.GetProperty("scale").GetInt32()
        : throw new UnexpectedException("The assets", $"to hold {asset}", string.Join(", ", Assets.Keys));

    /// <summary>Asks again and again until there is something, as long as the player is patient.</summary>
    /// <param name="what">What is waited for, for the message when it never comes.</param>
    /// <param name="look">Returns what was waited for, or null and what was seen instead.</param>
    /// <param name="limit">Longest wait; the player's patience when none is given.</param>
    /// <exception cref="UnexpectedException">It did not come in time.</exception>
    public async Task<T> UntilAsync<T>(string what, Func<Task<(T? Found, string Seen)>> look, TimeSpan? limit = null)
        where T : class
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var (found, seen) = await look();
            if (found is not null)
            {
                return found;
            }

            if (waited.Elapsed > (limit ?? Options.Patience))
            {
                throw new UnexpectedException("Waiting", what, seen);
            }

            await Task.Delay(PollInterval);
        }
    }

    /// <summary>Compares both customers' balances with what the story says, to the last unit.</summary>
    public async Task ExpectBooksAsync()
    {
        foreach (var person in Books.Owners)
        {
            var expected = Books.Describe(person, ScaleOf);
            await UntilAsync(
                $"{person}'s balances to be {expected}",
                async () =>
                {
                    var actual = Books.Describe((await People.GetAsync(person, "api/v1/wallet/balances")).Expect(200), ScaleOf);
                    return (actual == expected ? actual : null, actual);
                },
                PropagationLimit);
        }
    }

    public void Dispose()
    {
        Api.Dispose();
        Journal.Dispose();
    }

    private Person Registered(string name) =>
        new(name, $"{name.ToLowerInvariant()}.{State.RunId}@play.cryptovault.test", State.Password);
}
