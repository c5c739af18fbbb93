using CryptoVault.LocalRuntime.Operations.Html;
using CryptoVault.Messaging;

namespace CryptoVault.LocalRuntime.Operations.Queues;

/// <summary>The dead letters of all queues: look, send again, delete.</summary>
internal sealed class DeadLettersPage(HostView view) : IOperationsPage
{
    private const int PageSize = 25;
    private const int MostRead = 1000;

    public string Path => "dead-letters";

    public string Title => "Dead letters";

    public void Map(OperationsRoutes routes)
    {
        routes.Page(Path, ListAsync);
        routes.Action($"{Path}/resubmit", request => ChangeAsync(request, Notices.Resubmitted, (queues, message) => queues.ResubmitAsync(message, request.Aborted)));
        routes.Action($"{Path}/delete", request => ChangeAsync(request, Notices.Deleted, (queues, message) => queues.DeleteAsync(message, request.Aborted)));
    }

    private async Task<PageContent?> ListAsync(PageRequest request)
    {
        var queue = request.Query("queue");
        var (items, continuation) = view.Queues is { } queues ? await ReadAsync(queues, queue, request) : ([], null);
        var table = new Table("dead-letters", "Queue", "Message", "Reason", "Enqueued", "Deliveries", "Body", "Actions");
        foreach (var item in items)
        {
            var reference = item.Reference;
            (string, string)[] fields =
                [("container", reference.Container), ("partition", reference.Partition), ("document", reference.DocumentId), ("ordinal", $"{reference.Ordinal}"), ("queue", queue ?? string.Empty)];
            table.Row(
                Parts.Link(QueuesPage.AddressOf(item.Message.Queue), item.Message.Queue), QueuesPage.MessageOf(item), Markup.Of($"{item.Reason}"),
                Parts.Time(item.Message.EnqueuedTime, request.Now), Markup.Of($"{item.Message.DeliveryCount}"), Parts.Folded("show", Parts.TextOf(item.Message.Body)),
                Markup.Of($"{request.Button($"{OperationsRoutes.Root}/{Path}/resubmit", "Resubmit", fields)}<details><summary>Delete</summary>{request.Button($"{OperationsRoutes.Root}/{Path}/delete", "Delete for ever", fields)}</details>"));
        }

        var names = (view.Queues?.QueueNames ?? []).Order(StringComparer.Ordinal).Select(q => (q, q)).Prepend(("", "all"));
        var next = continuation is null ? null : request.With(("after", continuation));
        return new PageContent(Title, Markup.Of(
            $"<form method=\"get\">{Parts.Choice("queue", "Queue", names, queue)}<button>Filter</button></form>{table.ToMarkup("There are no dead letters.")}{Parts.Pager(next, request.Query("after") is null, request.With(("after", null)))}"));
    }

    /// <summary>A page of one queue's dead letters, or of all; the store knows them by time only.</summary>
    private static async Task<(List<PeekedMessage> Items, string? Continuation)> ReadAsync(IQueueInspector queues, string? queue, PageRequest request)
    {
        var found = new List<PeekedMessage>();
        var continuation = request.Query("after");
        for (var read = 0; read < MostRead;)
        {
            var page = await queues.DeadLettersAsync(PageSize - found.Count, continuation, request.Aborted);
            found.AddRange(page.Items.Where(i => queue is null || i.Message.Queue == queue));
            continuation = page.Continuation;
            read += page.Items.Count;
            if (continuation is null || found.Count >= PageSize)
            {
                break;
            }
        }

        return (found, continuation);
    }

    private async Task<string> ChangeAsync(PageRequest request, string done, Func<IQueueInspector, MessageReference, ValueTask<bool>> change)
    {
        var form = request.Form;
        var isNumber = int.TryParse(form["ordinal"], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var ordinal);
        var reference = new MessageReference(form["container"].ToString(), form["partition"].ToString(), form["document"].ToString(), ordinal);
        var isDone = isNumber && view.Queues is { } queues && await change(queues, reference);
        var queue = form["queue"].ToString();
        return $"{OperationsRoutes.Root}/{Path}?{(queue.Length == 0 ? "" : $"queue={Uri.EscapeDataString(queue)}&")}{Notices.Key}={(isDone ? done : Notices.Gone)}";
    }
}
