using System.Text;
using System.Text.Json;
using CryptoVault.Adapters.Sqlite;
using CryptoVault.EndToEnd.Tests.Hosting;
using CryptoVault.Hosting;
using CryptoVault.LocalRuntime.Durable;
using CryptoVault.Messaging;
using CryptoVault.Storage;

namespace CryptoVault.EndToEnd.Tests.Operations;

/// <summary>Puts into a data folder, before its host starts, what a healthy host has none of.</summary>
internal static class SeededFolder
{
    public const string OldInstance = "old-instance";
    public const string Hostile = "<script>document.title='pwned'</script>";
    public const string BrokenCorrelation = "broken-workflow-command";
    public const string ScheduledMessage = "mail:scheduled";
    public const int ManyInstances = 60;
    public const string HtmlMail = "html-mail";

    public static async Task PrepareAsync(string folder)
    {
        await using (var store = StoreFile.Open(Path.Combine(folder, "cryptovault.db")))
        {
            await AddMessagesAsync(store);
            await AddOldInstanceAsync(store);
            await AddManyInstancesAsync(store);
            await AddFeedPositionAsync(store);
        }

        AddHtmlMail(Directory.CreateDirectory(Path.Combine(folder, "outbox")).FullName);
    }

    /// <summary>A command that no function can carry out, mails that nobody can read, and one for later.</summary>
    private static Task AddMessagesAsync(SqliteStore store)
    {
        var start = JsonSerializer.SerializeToElement(new { instanceId = "broken", orchestration = "NoSuchOrchestration" });
        var unreadable = JsonSerializer.SerializeToElement(new[] { Hostile });
        OutboxMessage[] messages =
        [
            new(Queues.WorkflowCommands, "start:broken", "broken", start, BrokenCorrelation),
            new(Queues.Mail, "mail:unreadable-1", null, unreadable, "unreadable-1"),
            new(Queues.Mail, "mail:unreadable-2", null, unreadable, "unreadable-2"),
            new(Queues.Mail, ScheduledMessage, null, unreadable, "scheduled") { ScheduledFor = DateTimeOffset.UtcNow.AddHours(2) },
        ];
        return AddAsync(store, [.. messages.Select((message, i) => new OutboxDocument($"{OutboxDocument.IdPrefix}seed-{i}", [message], StoredTime.Format(DateTimeOffset.UtcNow)))]);
    }

    private static async Task AddAsync(SqliteStore store, OutboxDocument[] documents) =>
        await CommitAsync(store, ContainerNames.System, "seed", [.. documents.Select(d => DocumentOperation.Create(d.Id, DocumentCodec.Encode(d)))]);

    /// <summary>An instance that ended ten days ago, with everything that an instance can have.</summary>
    private static Task AddOldInstanceAsync(SqliteStore store)
    {
        var begun = DateTimeOffset.UtcNow.AddDays(-10);
        string At(double seconds) => StoredTime.Format(begun.AddSeconds(seconds));
        var instance = new
        {
            id = "instance", type = "workflow-instance", schemaVersion = 1, instanceId = OldInstance, name = "WithdrawalApproval", generation = 0, status = "Completed",
            createdAt = At(0), updatedAt = At(90), completedAt = At(90), input = JsonSerializer.Serialize(new { note = Hostile }), output = "\"all well\"",
            customStatus = "\"three of three\"", correlationId = "old-correlation", chunks = 2, events = 8,
        };
        var first = new
        {
            id = "h:00000000:00000000", type = "workflow-history", schemaVersion = 1, endsTurn = true,
            events = new object[]
            {
                new { kind = "Turn", at = At(0) }, new { kind = "Started", payload = "{}" }, new { kind = "TaskScheduled", task = 0, name = "LookAtIt", payload = "1" },
                new { kind = "TimerCreated", task = 1, at = At(60) },
            },
        };
        var second = new
        {
            id = "h:00000000:00000001", type = "workflow-history", schemaVersion = 1, endsTurn = true,
            events = new object[]
            {
                new { kind = "Turn", at = At(90) }, new { kind = "TaskCompleted", task = 0, payload = "2" }, new { kind = "EventRaised", name = "WakeUp" },
                new { kind = "Completed", payload = "\"all well\"" },
            },
        };
        return CommitAsync(store, WorkflowContainer.Name, OldInstance,
        [
            DocumentOperation.Create(instance.id, JsonSerializer.SerializeToUtf8Bytes(instance)),
            DocumentOperation.Create(first.id, JsonSerializer.SerializeToUtf8Bytes(first)),
            DocumentOperation.Create(second.id, JsonSerializer.SerializeToUtf8Bytes(second)),
        ]);
    }

    /// <summary>More instances than a page shows.</summary>
    private static async Task AddManyInstancesAsync(SqliteStore store)
    {
        for (var i = 0; i < ManyInstances; i++)
        {
            var at = StoredTime.Format(DateTimeOffset.UtcNow.AddDays(-3).AddMinutes(i));
            var instance = new
            {
                id = "instance", type = "workflow-instance", schemaVersion = 1, instanceId = $"many-{i:D2}", name = "WithdrawalApproval", generation = 1, status = "Terminated",
                createdAt = at, updatedAt = at, completedAt = at, chunks = 0, events = 0,
            };
            await CommitAsync(store, WorkflowContainer.Name, instance.instanceId, [DocumentOperation.Create(instance.id, JsonSerializer.SerializeToUtf8Bytes(instance))]);
        }
    }

    private static async Task AddFeedPositionAsync(SqliteStore store)
    {
        var now = await store.ReadChangesAsync("cases", null, 1);
        var position = new
        {
            id = "workflows.FormerRelay", type = "change-feed-position", schemaVersion = 1, container = "cases", continuation = now.Continuation,
            updated = StoredTime.Format(DateTimeOffset.UtcNow),
        };
        await CommitAsync(store, ContainerNames.Runtime, "change-feeds", [DocumentOperation.Create(position.id, JsonSerializer.SerializeToUtf8Bytes(position))]);
        var unread = new { id = "unread", type = "test", schemaVersion = 1 };
        await CommitAsync(store, position.container, "unread", [DocumentOperation.Create(unread.id, JsonSerializer.SerializeToUtf8Bytes(unread))]);
    }

    private static void AddHtmlMail(string outbox)
    {
        var html = $"<p id=\"hello\">Grüße</p>{Hostile}<img id=\"far\" src=\"http://127.0.0.1:9/x.png\">";
        File.WriteAllText(Path.Combine(outbox, $"{HtmlMail}.eml"), string.Join("\r\n",
            "From: CryptoVault <no-reply@cryptovault.example>",
            "To: someone@example.test",
            "Subject: =?utf-8?B?R3LDvMOf?= =?utf-8?Q?e_und_mehr?=",
            "X-Correlation-Id: html-mail-correlation",
            "MIME-Version: 1.0",
            "Content-Type: multipart/alternative;",
            " boundary=\"b1\"",
            "",
            "--b1",
            "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: quoted-printable",
            "",
            "Gr=C3=BC=",
            "=C3=9Fe in plain text",
            "--b1",
            "Content-Type: text/html; charset=utf-8",
            "Content-Transfer-Encoding: base64",
            "",
            Convert.ToBase64String(Encoding.UTF8.GetBytes(html), Base64FormattingOptions.InsertLineBreaks),
            "--b1--",
            ""));
    }

    private static async Task CommitAsync(SqliteStore store, string container, string partition, DocumentOperation[] operations)
    {
        var outcome = await store.CommitAsync(new DocumentBatch(container, partition, operations));
        Assert.True(outcome.IsCommitted, outcome.Reason);
    }
}
