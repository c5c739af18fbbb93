using CryptoVault.LocalRuntime.Durable.Documents;
using CryptoVault.Storage;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace CryptoVault.LocalRuntime.Tests.Durable;

/// <summary>What happens when an instance meets code or a history that does not fit it.</summary>
public sealed class ReplayTests
{
    [Fact]
    public async Task Replay_WithCodeThatCallsAnotherActivity_FailsTheInstanceAndSaysWhere()
    {
        await using var world = await WaitingAsync("Book");

        var end = await EndWithAsync(world, "Post");

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Equal("DurableTask.Core.Exceptions.NonDeterministicOrchestrationException", end.FailureDetails!.ErrorType);
        Assert.Contains("position 2 ", end.FailureDetails.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("it did TaskScheduled #0 'Book'", end.FailureDetails.ErrorMessage, StringComparison.Ordinal);
        Assert.Contains("now it does TaskScheduled #0 'Post'", end.FailureDetails.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Replay_WithCodeThatDoesLess_FailsTheInstanceAndSaysWhere()
    {
        await using var world = await WaitingAsync("Book");

        var end = await EndWithAsync(world, null);

        Assert.Equal(OrchestrationRuntimeStatus.Failed, end.RuntimeStatus);
        Assert.Contains("it did TaskScheduled #0 'Book', now it does nothing", end.FailureDetails!.ErrorMessage, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Instance_WithABrokenHistory_RestsAlone_WhileOthersGoOn()
    {
        await using var world = await WaitingAsync("Book");
        await world.Engine.DisposeAsync();
        var piece = world.Documents("w").First(d => d.Id.StartsWith("h:", StringComparison.Ordinal));
        await world.Memory!.CommitAsync(new DocumentBatch("workflows", "w", [DocumentOperation.Delete(piece.Id, piece.ETag)]));
        await world.StartAsync();

        await world.Client.RaiseEventAsync("w", "Go", 1);
        await world.ScheduleAsync("Other", "healthy");

        Assert.Equal(OrchestrationRuntimeStatus.Completed, (await world.EndOfAsync("healthy")).RuntimeStatus);
        Assert.Equal("Running", world.Head("w")!.Status);
        Assert.Contains(world.Documents("w"), d => d.Id.StartsWith(InboxDocument.IdPrefix, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Instance_WhoseHistoryIsMendedLater_GoesOn()
    {
        await using var world = await WaitingAsync("Book");
        await world.Engine.DisposeAsync();
        var piece = world.Documents("w").First(d => d.Id.StartsWith("h:", StringComparison.Ordinal));
        await world.Memory!.CommitAsync(new DocumentBatch("workflows", "w", [DocumentOperation.Delete(piece.Id, piece.ETag)]));
        await world.StartAsync();
        await world.Client.RaiseEventAsync("w", "Go", 1);
        await world.Memory!.CommitAsync(new DocumentBatch("workflows", "w", [DocumentOperation.Create(piece.Id, piece.Body)]));

        var end = await world.EndOfAsync("w", TimeSpan.FromSeconds(1));

        Assert.Equal("2", end.SerializedOutput);
    }

    /// <summary>An instance that made its first step and waits, with its process still running.</summary>
    private static async Task<DurableWorld> WaitingAsync(string first)
    {
        var world = new DurableWorld();
        Declare(world, () => first);
        await world.StartAsync();
        await world.ScheduleAsync("Story", "w");
        await world.IdleAsync("w");
        return world;
    }

    private static void Declare(DurableWorld world, Func<string?> first) => world
        .Activity<int, int>("Book", n => n)
        .Activity<int, int>("Post", n => n)
        .Orchestrator("Other", async context => await context.CallActivityAsync<int>("Book", 1))
        .Orchestrator("Story", async context =>
        {
            var sum = first() is { } name ? await context.CallActivityAsync<int>(name, 1) : 0;
            return sum + await context.WaitForExternalEvent<int>("Go");
        });

    /// <summary>The next process has other code for the same orchestrator.</summary>
    private static async Task<OrchestrationMetadata> EndWithAsync(DurableWorld world, string? first)
    {
        await world.Engine.DisposeAsync();
        await using var next = new DurableWorld(world.Memory!, clock: world.Clock);
        Declare(next, () => first);
        await next.StartAsync();
        await next.Client.RaiseEventAsync("w", "Go", 1);
        return await next.EndOfAsync("w");
    }
}
