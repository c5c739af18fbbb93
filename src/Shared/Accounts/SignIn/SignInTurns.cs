namespace CryptoVault.Accounts.SignIn;

/// <summary>Lets sign-in attempts on one address through one at a time, in this process.</summary>
public sealed class SignInTurns
{
    /// <summary>The longest wait: who tries one address many times at once is told to come back, not kept hanging.</summary>
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, Turn> turns = new(StringComparer.Ordinal);

    /// <summary>Waits for the turn; dispose what is returned to end it. Null when it did not come for long.</summary>
    public async Task<IDisposable?> WaitAsync(string address, CancellationToken cancellation)
    {
        Turn turn;
        lock (turns)
        {
            if (!turns.TryGetValue(address, out turn!))
            {
                turns.Add(address, turn = new Turn(this, address));
            }

            turn.Users++;
        }

        try
        {
            if (await turn.Gate.WaitAsync(LongestWait, cancellation))
            {
                return new Held(turn);
            }
        }
        catch
        {
            turn.Leave();
            throw;
        }

        turn.Leave();
        return null;
    }

    private sealed class Turn(SignInTurns owner, string address)
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public int Users { get; set; }

        public void Leave()
        {
            lock (owner.turns)
            {
                if (--Users == 0)
                {
                    owner.turns.Remove(address);
                    Gate.Dispose();
                }
            }
        }
    }

    private sealed class Held(Turn turn) : IDisposable
    {
        private Turn? held = turn;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref held, null) is { } turn)
            {
                turn.Gate.Release();
                turn.Leave();
            }
        }
    }
}
