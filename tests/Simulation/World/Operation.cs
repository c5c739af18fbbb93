using CryptoVault.Results;

namespace CryptoVault.Simulation.World;

/// <summary>
/// Something that a client wants done. It repeats the same request until it knows what became of it: after a 503,
/// after an exception, after the process that it asked was killed.
/// </summary>
/// <param name="name">What it is, for traces.</param>
/// <param name="attempt">Asks a process; the error when it was refused for good, null when it was done. Throws or answers 503 when that is not known.</param>
/// <param name="done">Called once, when it is known to be done.</param>
internal sealed class Operation(string name, Func<Node, Task<Error?>> attempt, Action? done = null)
{
    private int attempts;

    public string Name => name;

    public bool IsOver { get; private set; }

    /// <summary>The process that was asked and has not answered.</summary>
    public Node? Asked { get; private set; }

    public void Begin(SimWorld world)
    {
        if (IsOver)
        {
            return;
        }

        if (world.AnyNode() is not { } node)
        {
            world.Kernel.After(TimeSpan.FromMilliseconds(50), null, () => Begin(world));
            return;
        }

        Asked = node;
        var number = ++attempts;
        node.Scheduler.Start(() => _ = AskAsync(world, node, number));
    }

    /// <summary>The process that was asked was killed.</summary>
    public void Lost(SimWorld world)
    {
        Asked = null;
        attempts++;
        world.Kernel.After(TimeSpan.FromMilliseconds(20), null, () => Begin(world));
    }

    private async Task AskAsync(SimWorld world, Node node, int number)
    {
        Error? error;
        try
        {
            error = await attempt(node);
        }
        catch (Exception exception) when (Node.IsFault(exception))
        {
            error = new ServiceUnavailable(exception.Message, TimeSpan.FromMilliseconds(50));
        }
        catch (Exception exception)
        {
            world.Bug($"{name}: {exception.GetType().Name}: {exception.Message}");
            return;
        }

        if (number != attempts || IsOver)
        {
            return;
        }

        Asked = null;
        if (error is ServiceUnavailable unavailable)
        {
            world.Kernel.After(world.Pace.ClientRetry, null, () => Begin(world));
            world.Trace($"{name}: {unavailable.Message}");
            return;
        }

        IsOver = true;
        world.Trace($"{name}: {error?.Code ?? "done"}");
        if (error is null)
        {
            done?.Invoke();
        }
    }
}
