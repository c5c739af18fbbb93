using Azure.Messaging.ServiceBus;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace CryptoVault.DurableKill;

/// <summary>The input of a round of a story.</summary>
/// <param name="Story">Its number.</param>
/// <param name="Number">The round, from 1.</param>
/// <param name="Tokens">The results of the activities of the rounds before.</param>
internal sealed record Round(int Story, int Number, IReadOnlyList<string> Tokens);

/// <summary>A call of an activity.</summary>
internal sealed record Step(int Story, string Name);

/// <summary>Orchestrations that use everything: activities, retries, timers, an event, a sub-orchestration, starting over.</summary>
internal sealed class Stories(Effects effects)
{
    public const int Rounds = 3;
    public const int StepsPerRound = 6;
    public const int MessagesPerRound = 3;
    public const string Queue = "chapters";
    public const string Event = "Go";
    public const string Waiting = "waiting";

    [Function("Story")]
    public static async Task<IReadOnlyList<string>> StoryAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var round = context.GetInput<Round>()!;
        var tokens = new List<string>(round.Tokens);
        tokens.AddRange(await Task.WhenAll(Enumerable.Range(0, StepsPerRound - 3).Select(i => DoAsync(context, round, $"step-{i}"))));
        var chapter = context.CallSubOrchestratorAsync<string>("Chapter", round);
        await context.CreateTimer(TimeSpan.FromMilliseconds(50), CancellationToken.None);
        tokens.Add(await chapter);
        if (round.Number == 2)
        {
            context.SetCustomStatus(Waiting);
            tokens.Add($"event-{await context.WaitForExternalEvent<int>(Event)}");
            context.SetCustomStatus("went on");
        }

        tokens.Add(await context.CallActivityAsync<string>(
            nameof(Flaky), new Step(round.Story, $"{round.Number}.flaky"), TaskOptions.FromRetryPolicy(new RetryPolicy(5, TimeSpan.FromMilliseconds(20)))));
        tokens.Add(await context.CallActivityAsync<string>(nameof(Tell), round));
        if (round.Number < Rounds)
        {
            context.ContinueAsNew(new Round(round.Story, round.Number + 1, tokens));
        }

        return tokens;
    }

    [Function("Chapter")]
    public static async Task<string> ChapterAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var round = context.GetInput<Round>()!;
        await context.CreateTimer(TimeSpan.FromMilliseconds(30), CancellationToken.None);
        return await DoAsync(context, round, "chapter");
    }

    [Function(nameof(Work))]
    public Task<string> Work([ActivityTrigger] Step step) => effects.RunAsync(step.Story, step.Name);

    /// <summary>Fails at its first run.</summary>
    [Function(nameof(Flaky))]
    public async Task<string> Flaky([ActivityTrigger] Step step)
    {
        if (await effects.IsFirstAsync(step.Story, step.Name))
        {
            throw new TimeoutException("not at the first try");
        }

        return await effects.RunAsync(step.Story, step.Name);
    }

    /// <summary>Sends the round's messages.</summary>
    [Function(nameof(Tell))]
    public async Task<string> Tell([ActivityTrigger] Round round)
    {
        await effects.PublishAsync(round.Story, (round.Number - 1) * MessagesPerRound + 1, MessagesPerRound);
        return await effects.RunAsync(round.Story, $"{round.Number}.tell");
    }

    [Function(nameof(Listen))]
    public async Task Listen(
        [ServiceBusTrigger(Queue, IsBatched = true, IsSessionsEnabled = true)] ServiceBusReceivedMessage[] messages, ServiceBusMessageActions actions)
    {
        foreach (var message in messages)
        {
            await effects.ReceiveAsync(message.SessionId, message.Body.ToObjectFromJson<int>());
            await actions.CompleteMessageAsync(message);
        }
    }

    private static Task<string> DoAsync(TaskOrchestrationContext context, Round round, string name) =>
        context.CallActivityAsync<string>(nameof(Work), new Step(round.Story, $"{round.Number}.{name}"));
}
