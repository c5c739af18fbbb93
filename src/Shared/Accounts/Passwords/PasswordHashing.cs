using System.Threading.Channels;
using CryptoVault.Results;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace CryptoVault.Accounts.Passwords;

/// <summary>How a password compares with a hash.</summary>
public enum PasswordCheck
{
    /// <summary>It is another one.</summary>
    Wrong,
    /// <summary>It is the one.</summary>
    Right,
    /// <summary>It is the one, and its hash is of a lower cost than today's: hash it anew.</summary>
    RightButOutdated,
}

/// <summary>
/// PBKDF2-HMAC-SHA512 by ASP.NET Core Identity's hasher. It costs tens of milliseconds of a processor each time, on
/// purpose; so it runs on threads of its own, few of them, and beyond a bounded queue it is refused: many sign-ins
/// at once must not slow down trading. Devices that their accounts know come first, in a queue of their own.
/// </summary>
public sealed class PasswordHashing : IDisposable
{
    private static readonly object Nobody = new();
    private static readonly TimeSpan ComeBack = TimeSpan.FromSeconds(2);

    private readonly PasswordHasher<object> hasher;
    private readonly Channel<Work> first;
    private readonly Channel<Work> queue;
    private readonly SemaphoreSlim waiting = new(0);
    private readonly Thread[] threads;
    private readonly Lazy<string> nobodysHash;
    private readonly TimeSpan patience;
    private volatile bool isStopping;

    /// <summary>Starts the threads.</summary>
    public PasswordHashing(AccountOptions options)
    {
        hasher = new PasswordHasher<object>(Options.Create(new PasswordHasherOptions { IterationCount = options.PasswordIterations }));
        nobodysHash = new Lazy<string>(() => hasher.HashPassword(Nobody, "the password of nobody"));
        patience = options.HashingPatience;
        first = Channel.CreateBounded<Work>(options.HashingQueue);
        queue = Channel.CreateBounded<Work>(options.HashingQueue);
        threads = new Thread[options.HashingThreads > 0 ? options.HashingThreads : Math.Max(1, Environment.ProcessorCount / 2)];
        for (var i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(Run) { IsBackground = true, Name = $"password-hashing-{i}" };
            threads[i].Start();
        }
    }

    /// <summary>Hashes a password, or refuses when too many are waiting.</summary>
    public async Task<Result<string>> HashAsync(string password, CancellationToken cancellation = default)
    {
        var text = PasswordText.Normalise(password);
        return await RunAsync(queue, () => hasher.HashPassword(Nobody, text), cancellation);
    }

    /// <summary>
    /// Compares a password with a hash; without a hash (no such account) it does the same work and the answer is no.
    /// </summary>
    public Task<Result<PasswordCheck>> CheckAsync(string password, string? hash, CancellationToken cancellation = default) =>
        CheckAsync(password, hash, comesFirst: false, cancellation);

    /// <summary>The same; <paramref name="comesFirst"/> lets it pass those of devices that nobody knows.</summary>
    public async Task<Result<PasswordCheck>> CheckAsync(string password, string? hash, bool comesFirst, CancellationToken cancellation)
    {
        var text = PasswordText.Normalise(password);
        return await RunAsync(comesFirst ? first : queue, () => Check(text, hash), cancellation);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        isStopping = true;
        waiting.Release(threads.Length);
    }

    private PasswordCheck Check(string password, string? hash) =>
        hasher.VerifyHashedPassword(Nobody, hash ?? nobodysHash.Value, password) switch
        {
            PasswordVerificationResult.Failed => PasswordCheck.Wrong,
            _ when hash is null => PasswordCheck.Wrong,
            PasswordVerificationResult.SuccessRehashNeeded => PasswordCheck.RightButOutdated,
            _ => PasswordCheck.Right,
        };

    private async Task<Result<T>> RunAsync<T>(Channel<Work> line, Func<T> work, CancellationToken cancellation)
    {
        var item = new Work<T>(work, cancellation);
        if (!line.Writer.TryWrite(item))
        {
            return Busy();
        }

        waiting.Release();
        try
        {
            return await item.Task.WaitAsync(patience, CancellationToken.None);
        }
        catch (TimeoutException)
        {
            item.Abandon();
            return Busy();
        }
    }

    private static ServiceUnavailable Busy() => new("Too many people are signing in at the moment. Try again shortly.", ComeBack);

    private void Run()
    {
        LowPriority.Enter();
        while (true)
        {
            waiting.Wait();
            if (first.Reader.TryRead(out var work) || queue.Reader.TryRead(out work))
            {
                work.Do();
            }
            else if (isStopping)
            {
                return;
            }
        }
    }

    private abstract class Work
    {
        public abstract void Do();
    }

    private sealed class Work<T>(Func<T> work, CancellationToken cancellation) : Work
    {
        private readonly TaskCompletionSource<T> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private volatile bool isAbandoned;

        public Task<T> Task => completion.Task;

        /// <summary>Nobody waits for it any more.</summary>
        public void Abandon() => isAbandoned = true;

        public override void Do()
        {
            if (isAbandoned || cancellation.IsCancellationRequested)
            {
                completion.TrySetCanceled(cancellation);
                return;
            }

            try
            {
                completion.TrySetResult(work());
            }
            catch (Exception exception)
            {
                completion.TrySetException(exception);
            }
        }
    }
}
