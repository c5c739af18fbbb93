using DurableTask.Core.Exceptions;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace CryptoVault.DurableKill;

/// <summary>How many stories there are.</summary>
internal sealed record Library(int Stories);

/// <summary>The client: begins with the process, starts what is not started yet, gives each story its event, sees it to its end.</summary>
internal sealed class Teller(Library library)
{
    private static readonly OrchestrationRuntimeStatus[] Any = Enum.GetValues<OrchestrationRuntimeStatus>();

    [Function("TellAll")]
    public async Task TellAllAsync(
        [TimerTrigger("0 0 0 1 1 *", RunOnStartup = true, UseMonitor = false)] TimerInfo timer, [DurableClient] DurableTaskClient client, CancellationToken cancellation)
    {
        await Task.WhenAll(Enumerable.Range(1, library.Stories).Select(story => TellAsync(client, story, cancellation)));
        Console.WriteLine(Worker.Done);
    }

    private static async Task TellAsync(DurableTaskClient client, int story, CancellationToken cancellation)
    {
        var id = Effects.PartitionOf(story);
        try
        {
            var options = new StartOrchestrationOptions(id).WithDedupeStatuses(Any);
            await client.ScheduleNewOrchestrationInstanceAsync("Story", new Round(story, 1, []), options, cancellation);
        }
        catch (OrchestrationAlreadyExistsException)
        {
            // A process before this one started it.
        }

        while (await client.GetInstanceAsync(id, true, cancellation) is { IsCompleted: false } instance)
        {
            if (instance.SerializedCustomStatus == $"\"{Stories.Waiting}\"")
            {
                await client.RaiseEventAsync(id, Stories.Event, story, cancellation);
            }

            await Task.Delay(100, cancellation);
        }
    }
}
