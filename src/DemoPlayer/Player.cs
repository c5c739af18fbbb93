using System.Diagnostics;
using System.Globalization;
using CryptoVault.DemoPlayer.Client;
using CryptoVault.DemoPlayer.Story;

namespace CryptoVault.DemoPlayer;

/// <summary>
/// One thing that happens. Playing it twice is the same as playing it once: a step looks at what is there before it acts,
/// so the player may repeat it when an answer was lost.
/// </summary>
/// <param name="Name">Tells what happens; unique.</param>
/// <param name="PlayAsync">Does it and returns what is worth telling.</param>
/// <param name="Book">Notes what it does to the customers' balances; they are compared afterwards.</param>
/// <param name="Always">Played again when the play is resumed.</param>
internal sealed record Step(string Name, Func<Task<string>> PlayAsync, Action? Book = null, bool Always = false);

/// <summary>Plays the steps in their order, one line each; waits for a host that went away and repeats the step it was in.</summary>
internal sealed class Player(Stage stage, TextWriter output)
{
    private const int MaxTriesPerStep = 20;

    /// <summary>Plays the whole story.</summary>
    /// <exception cref="UnexpectedException">Something was not as expected.</exception>
    public async Task PlayAsync()
    {
        foreach (var step in AllSteps())
        {
            if (stage.State.Done.Contains(step.Name) && !step.Always)
            {
                step.Book?.Invoke();
                continue;
            }

            var watch = Stopwatch.StartNew();
            var told = await OutlastAsync(step.PlayAsync);
            step.Book?.Invoke();
            if (step.Book is not null)
            {
                await OutlastAsync(async () =>
                {
                    await stage.ExpectBooksAsync();
                    return "";
                });
            }

            stage.State.Finish(step.Name);
            Tell(watch.Elapsed, told.Length == 0 ? step.Name : $"{step.Name}: {told}");
        }
    }

    /// <summary>Only checks that everything acknowledged so far is there.</summary>
    public async Task CheckAsync()
    {
        var watch = Stopwatch.StartNew();
        foreach (var step in new Closing(stage).Steps.Prepend(new Opening(stage).HostAnswers))
        {
            Tell(watch.Elapsed, $"{step.Name}: {await OutlastAsync(step.PlayAsync)}");
            watch.Restart();
        }
    }

    private IEnumerable<Step> AllSteps() =>
    [
        .. new Opening(stage).Steps,
        .. new Trading(stage).Steps,
        .. new Withdrawals(stage).Steps,
        .. new Payments(stage).Steps,
        .. new Closing(stage).Steps,
    ];

    private async Task<string> OutlastAsync(Func<Task<string>> play)
    {
        for (var tries = 1; ; tries++)
        {
            var away = Stopwatch.StartNew();
            try
            {
                return await play();
            }
            catch (AnswerLostException lost) when (tries < MaxTriesPerStep)
            {
                away.Restart();
                Tell(TimeSpan.Zero, $"~ no answer ({lost.Message}); waiting for the host");
            }
            catch (AnswerLostException lost)
            {
                throw new UnexpectedException("The host", "to answer", $"lost {tries} times: {lost.Message}");
            }

            await AwaitHostAsync(away);
            Tell(away.Elapsed, "~ the host answers; looking how far that step came");
        }
    }

    private async Task AwaitHostAsync(Stopwatch away)
    {
        while (!await stage.Api.IsReadyAsync())
        {
            if (away.Elapsed > stage.Options.Patience)
            {
                throw new UnexpectedException("The host", "to come back", $"no answer for {away.Elapsed.TotalSeconds:F0} s");
            }

            await Task.Delay(50);
        }
    }

    private void Tell(TimeSpan took, string line)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {took.TotalMilliseconds,7:F0} ms  {line}"));
        output.Flush();
    }
}
