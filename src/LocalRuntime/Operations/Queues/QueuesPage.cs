using CryptoVault.LocalRuntime.Operations.Html;
using CryptoVault.Messaging;

namespace CryptoVault.LocalRuntime.Operations.Queues;

/// <summary>The queues, and a look at the messages in each.</summary>
internal sealed class QueuesPage(HostView view) : IOperationsPage
{
    private const int PageSize = 25;
    private const int MostPeeked = 1000;

    public string Path => "queues";

    public string Title => "Queues";

    public void Map(OperationsRoutes routes)
    {
        routes.Page(Path, ListAsync);
        routes.Page($"{Path}/{{queue}}", PeekAsync);
    }

    private Task<PageContent?> ListAsync(PageRequest request)
    {
        var table = new Table("queues", "Queue", "Messages", "Locked", "Scheduled", "Oldest", "Delivered here");
        var names = view.Queues?.QueueNames.Order(StringComparer.Ordinal).ToList() ?? [];
        var skip = request.Number("skip");
        foreach (var state in names.Skip(skip).Take(PageSize).Select(view.Queues!.State))
        {
            table.Row(
                Parts.Link(AddressOf(state.Queue), state.Queue), Parts.Count(state.Length, "calm"), Parts.Count(state.Locked, "busy"), Parts.Count(state.Scheduled, "calm"),
                state.OldestAge == TimeSpan.Zero ? Markup.Empty : Markup.Of($"{Parts.Span(state.OldestAge)}"), Markup.Of($"{(state.IsOwner ? "yes" : "no")}"));
        }

        var next = skip + PageSize < names.Count ? request.With(("skip", $"{skip + PageSize}")) : null;
        return Task.FromResult<PageContent?>(new PageContent(Title, Markup.Of(
            $"{table.ToMarkup("There are no queues here.")}{Parts.Pager(next, skip == 0, request.With(("skip", null)))}<p><a href=\"{OperationsRoutes.Root}/dead-letters\">Dead letters</a></p>")));
    }

    private Task<PageContent?> PeekAsync(PageRequest request)
    {
        var queue = request.Route("queue");
        if (view.Queues is not { } queues || !queues.QueueNames.Contains(queue))
        {
            return Task.FromResult<PageContent?>(null);
        }

        var skip = Math.Min(request.Number("skip"), MostPeeked - PageSize);
        var messages = queues.Peek(queue, skip + PageSize + 1);
        var table = new Table("messages", "Message", "Session", "Enqueued", "Deliveries", "State", "Body");
        foreach (var message in messages.Skip(skip).Take(PageSize))
        {
            table.Row(
                MessageOf(message), Markup.Of($"{message.Message.SessionId}"), Parts.Time(message.Message.EnqueuedTime, request.Now),
                Markup.Of($"{message.Message.DeliveryCount}"), message.IsLocked ? Parts.Badge("locked", "busy") : Parts.Badge("waiting", "calm"),
                Parts.Folded("show", Parts.TextOf(message.Message.Body)));
        }

        var next = messages.Count > skip + PageSize && skip + PageSize < MostPeeked ? request.With(("skip", $"{skip + PageSize}")) : null;
        var state = queues.State(queue);
        return Task.FromResult<PageContent?>(new PageContent(queue, Markup.Of(
            $"<p>{state.Length} messages, {state.Locked} locked, {state.Scheduled} scheduled. <a href=\"{OperationsRoutes.Root}/dead-letters?queue={Uri.EscapeDataString(queue)}\">Its dead letters</a></p>{table.ToMarkup("The queue is empty.")}{Parts.Pager(next, skip == 0, request.With(("skip", null)))}")));
    }

    internal static Markup MessageOf(PeekedMessage message) => Markup.Of(
        $"<code>{message.Message.MessageId}</code><br><span class=\"faint\">logs: {Parts.Link($"{OperationsRoutes.Root}/logs?id={Uri.EscapeDataString(message.Message.CorrelationId)}", message.Message.CorrelationId)}</span>");

    internal static string AddressOf(string queue) => $"{OperationsRoutes.Root}/queues/{Uri.EscapeDataString(queue)}";
}
