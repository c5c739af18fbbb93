using System.Text.Json;

namespace CryptoVault.DurableKill;

/// <summary>What was found after the last restart.</summary>
public sealed record KillReport(int Stories, int Kills)
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    /// <summary>Activities that were running at a kill, on average.</summary>
    public double MeanInFlight { get; init; }

    /// <summary>Activities that the stories call for.</summary>
    public int Activities { get; init; }

    /// <summary>Times that one of them ran once more than it had to.</summary>
    public int Repetitions { get; init; }

    /// <summary>Stories that did not complete with the right result.</summary>
    public int WrongResults { get; init; }

    /// <summary>Activities that never ran.</summary>
    public int MissingActivities { get; init; }

    /// <summary>Results that were used more than once, or that no run of the activity gave.</summary>
    public int MisusedResults { get; init; }

    /// <summary>Messages that were committed and never arrived.</summary>
    public int LostMessages { get; init; }

    /// <summary>Messages that arrived before an earlier one of their session.</summary>
    public int OrderViolations { get; init; }

    /// <summary>What was wrong first, in words.</summary>
    public string? FirstFinding { get; init; }

    /// <summary>True when nothing was lost, doubled or out of order.</summary>
    public bool IsSound => WrongResults + MissingActivities + MisusedResults + LostMessages + OrderViolations == 0;

    /// <summary>One line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Web);
}
