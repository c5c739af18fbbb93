using CryptoVault.DemoPlayer.Client;

namespace CryptoVault.DemoPlayer;

/// <summary>What each customer must own after each step, worked out from the story alone, in minor units.</summary>
internal sealed class Books(IReadOnlyList<Person> owners)
{
    private readonly Dictionary<(string Email, string Asset), (Int128 Available, Int128 Held)> balances = [];

    public IReadOnlyList<Person> Owners { get; } = owners;

    public Int128 Available(Person owner, string asset) => balances.GetValueOrDefault((owner.Email, asset)).Available;

    public void Credit(Person owner, string asset, Int128 units) => Change(owner, asset, units, 0);

    public void Hold(Person owner, string asset, Int128 units) => Change(owner, asset, -units, units);

    public void Release(Person owner, string asset, Int128 units) => Change(owner, asset, units, -units);

    public void PayFromHold(Person owner, string asset, Int128 units) => Change(owner, asset, 0, -units);

    public void Pay(Person owner, string asset, Int128 units) => Change(owner, asset, -units, 0);

    /// <summary>The owner's balances as a line, assets in order, empty ones left out.</summary>
    public string Describe(Person owner, Func<string, int> scaleOf) => Describe(balances
        .Where(pair => pair.Key.Email == owner.Email && pair.Value != default)
        .Select(pair => (pair.Key.Asset, pair.Value.Available, pair.Value.Held)), scaleOf);

    /// <summary>The same line from the host's answer.</summary>
    public static string Describe(Answer answer, Func<string, int> scaleOf) => Describe(answer.Items
        .Select(item => (
            Asset: item.TextOf("asset"),
            Available: Units.Parse(item.TextOf("available"), scaleOf(item.TextOf("asset"))),
            Held: Units.Parse(item.TextOf("held"), scaleOf(item.TextOf("asset")))))
        .Where(balance => balance.Available != 0 || balance.Held != 0), scaleOf);

    private static string Describe(IEnumerable<(string Asset, Int128 Available, Int128 Held)> balances, Func<string, int> scaleOf) =>
        string.Join(", ", balances
            .OrderBy(balance => balance.Asset, StringComparer.Ordinal)
            .Select(balance =>
                $"{Units.Format(balance.Available, scaleOf(balance.Asset))} {balance.Asset}" +
                (balance.Held == 0 ? "" : $" + {Units.Format(balance.Held, scaleOf(balance.Asset))} held")));

    private void Change(Person owner, string asset, Int128 available, Int128 held)
    {
        var before = balances.GetValueOrDefault((owner.Email, asset));
        balances[(owner.Email, asset)] = (before.Available + available, before.Held + held);
    }
}
