using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CryptoVault.Accounts;
using CryptoVault.Accounts.Registration;
using CryptoVault.Adapters.Files;
using CryptoVault.Hosting;
using CryptoVault.Ids;
using CryptoVault.Mail;
using CryptoVault.Protection;
using CryptoVault.Results;
using CryptoVault.Security;
using CryptoVault.Shared.Tests.Ledger;
using CryptoVault.Storage;
using CryptoVault.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace CryptoVault.Shared.Tests.Protection;

/// <summary>Personal members are encrypted wherever they are written and readable wherever they are read, until their key is destroyed.</summary>
public sealed class PersonalDataTests : IAsyncLifetime
{
    private const string Email = "ana.canary@example.com";

    private readonly FakeTimeProvider clock = new();
    private readonly RecordingBus bus = new();
    private TemporaryFolder folder = null!;
    private TemporaryStore store = null!;
    private IIds ids = null!;
    private ServiceKeysFile keys = null!;
    private PersonalKeys personal = null!;
    private Partitions partitions = null!;
    private string userId = null!;

    public async Task InitializeAsync()
    {
        folder = NewFolder();
        store = NewStore(clock);
        ids = new UuidV7Ids(clock);
        keys = OpenKeys();
        (personal, partitions) = NewProcess();
        userId = ids.New();
        await OpenAccountAsync(partitions, userId);
    }

    public async Task DisposeAsync()
    {
        await store.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Decide_OnAPersonalMember_WritesItEncryptedAndReadsItPlain()
    {
        var stored = await StoredAsync();

        Assert.DoesNotContain("canary", stored, StringComparison.Ordinal);
        Assert.Contains("\"email\":{\"sealed\":\"", stored, StringComparison.Ordinal);
        Assert.Equal(Email, await EmailByDecisionAsync(partitions));
        Assert.Equal(Email, (await personal.ReadAsync<ProfileDocument>(userId, ProfileDocument.DocumentId))!.Email.Value);
        var (_, other) = NewProcess();
        Assert.Equal(Email, await EmailByDecisionAsync(other));
    }

    [Fact]
    public async Task Decide_TheSameValueAgain_HasAnotherNonce()
    {
        var before = await StoredAsync();

        await ChangeAsync(partitions, profile => profile with { KycLevel = 2 });

        var after = await StoredAsync();
        Assert.NotEqual(JsonNode.Parse(before)!["email"]!["sealed"]!.ToString(), JsonNode.Parse(after)!["email"]!["sealed"]!.ToString());
        Assert.Equal(Email, await EmailByDecisionAsync(partitions));
    }

    [Fact]
    public async Task Read_PastTheKeys_DoesNotTellTheValue()
    {
        var profile = await store.Store.FindAsync<ProfileDocument>(AccountPartitions.OfUser(userId), ProfileDocument.DocumentId);

        Assert.Throws<InvalidOperationException>(() => profile!.Email.Value);
        Assert.DoesNotContain("canary", $"{profile}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_ADocumentOfAnEarlierVersion_IsReadableAndEncryptedWhenItIsWritten()
    {
        var old = ids.New();
        await PutAsync(old, ProfileDocument.DocumentId, $$"""
            {"userId":"{{old}}","email":"old.canary@example.com","country":"DE","roles":["customer"],"createdAt":"2026-01-01T00:00:00+00:00","id":"profile","type":"profile",
            "schemaVersion":1,"consents":[],"kycLevel":0,"status":"Active","birthDate":"1990-05-17"}
            """);

        var read = await personal.ReadAsync<ProfileDocument>(old, ProfileDocument.DocumentId);
        await ChangeAsync(partitions, profile => profile with { KycLevel = 1 }, old);

        Assert.Equal("old.canary@example.com", read!.Email.Value);
        Assert.Equal(new DateOnly(1990, 5, 17), read.DateOfBirth);
        Assert.DoesNotContain("canary", await StoredAsync(old), StringComparison.Ordinal);
        Assert.DoesNotContain("1990", await StoredAsync(old), StringComparison.Ordinal);
        Assert.Equal("old.canary@example.com", (await personal.ReadAsync<ProfileDocument>(old, ProfileDocument.DocumentId))!.Email.Value);
    }

    [Fact]
    public async Task Read_AValueMovedToAnotherUserOrMember_DoesNotOpen()
    {
        var other = ids.New();
        await OpenAccountAsync(partitions, other);
        var sealedEmail = JsonNode.Parse(await StoredAsync())!["email"]!;
        var (fresh, _) = NewProcess();

        await ReplaceAsync(other, body => body["email"] = sealedEmail.DeepClone());
        await Assert.ThrowsAnyAsync<CryptographicException>(async () => await fresh.ReadAsync<ProfileDocument>(other, ProfileDocument.DocumentId));

        await ReplaceAsync(userId, body => body["previousEmail"] = sealedEmail.DeepClone());
        await Assert.ThrowsAnyAsync<CryptographicException>(async () => await fresh.ReadAsync<ProfileDocument>(userId, ProfileDocument.DocumentId));
    }

    [Fact]
    public async Task Rotate_WhileTwoProcessesRun_KeepsOldValuesReadableAndPutsAllKeysUnderTheNewOne()
    {
        for (var i = 0; i < 120; i++)
        {
            await OpenAccountAsync(partitions, ids.New());
        }

        var (_, other) = NewProcess();
        var before = (await DataKeyAsync()).WrappedUnder;
        var rotate = new RotateKeys(partitions, store.Store, OpenKeys(), NullLogger<RotateKeys>.Instance);

        var keyId = await rotate.ExecuteAsync();
        Assert.Equal(Email, await EmailByDecisionAsync(other));
        var run = await rotate.RewrapAsync();

        Assert.NotEqual(before, keyId.Value);
        Assert.Equal((121, true), (run.Value.Rewrapped, run.Value.IsDone));
        Assert.Equal(keyId.Value, (await DataKeyAsync()).WrappedUnder);
        Assert.Equal(0, (await rotate.RewrapAsync()).Value.Rewrapped);
        clock.Advance(TimeSpan.FromMinutes(10));
        var (fresh, third) = NewProcess(); // whose key file was read before the rotation
        Assert.Equal(Email, (await fresh.ReadAsync<ProfileDocument>(userId, ProfileDocument.DocumentId))!.Email.Value);
        Assert.Equal(Email, await EmailByDecisionAsync(third));
        var late = ids.New();
        await OpenAccountAsync(third, late);
        Assert.Equal(keyId.Value, (await DataKeyAsync(late)).WrappedUnder);
    }

    [Fact]
    public async Task Destroy_ADataKey_ErasesWhatItCouldReadAndNothingElse()
    {
        var other = ids.New();
        await OpenAccountAsync(partitions, other);
        var backup = await StoredAsync();
        var (elsewhere, _) = NewProcess();
        Assert.Equal(Email, (await elsewhere.ReadAsync<ProfileDocument>(userId, ProfileDocument.DocumentId))!.Email.Value);

        var destroyed = await new DestroyDataKey(partitions, personal, clock).ExecuteAsync(userId, "asked for");
        var again = await new DestroyDataKey(partitions, personal, clock).ExecuteAsync(userId, "asked for");

        Assert.True(destroyed.IsSuccess && again.IsSuccess);
        var profile = await personal.ReadAsync<ProfileDocument>(userId, ProfileDocument.DocumentId);
        Assert.True(profile!.Email.IsErased);
        Assert.Equal(PersonalText.ErasedText, AccountView.Of(profile).Email);
        Assert.Null((await DataKeyAsync()).Wrapped);

        // Not even from a copy of the document that is older than the erasure.
        await ReplaceAsync(userId, body => body["email"] = JsonNode.Parse(backup)!["email"]!.DeepClone());
        var (fresh, restarted) = NewProcess();
        Assert.True((await fresh.ReadAsync<ProfileDocument>(userId, ProfileDocument.DocumentId))!.Email.IsErased);
        clock.Advance(PersonalKeys.Kept);
        Assert.True((await elsewhere.ReadAsync<ProfileDocument>(userId, ProfileDocument.DocumentId))!.Email.IsErased);

        // The account can still be written; what would be personal is not kept.
        await ChangeAsync(restarted, found => found with { KycLevel = 3, PreviousEmail = "new.canary@example.com" });
        Assert.DoesNotContain("canary", await StoredAsync(), StringComparison.Ordinal);
        Assert.Equal(Email, (await personal.ReadAsync<ProfileDocument>(other, ProfileDocument.DocumentId))!.Email.Value);
        Assert.Null(await new ProfileRecipients(store.Store, personal).FindAsync(userId, MailRecipient.Account, default));
    }

    [Fact]
    public async Task SendMail_WithAPersonalValue_KeepsItEncryptedWhileItWaits()
    {
        var order = new MailOrder(ids.New(), userId, "new-device", clock.GetUtcNow()) { Personal = new Dictionary<string, PersonalText> { ["device"] = "canary phone" } };

        await partitions.DecideAsync<Unit>(AccountPartitions.OfUser(userId), view =>
        {
            view.SendMail(order);
            return Unit.Value;
        });

        var message = bus.Published.Last().Document.Messages.Single().Body.GetRawText();
        Assert.DoesNotContain("canary", message, StringComparison.Ordinal);
        var waiting = MailOrders.Read(Encoding.UTF8.GetBytes(message));
        Assert.Equal("canary phone", (await personal.OpenAsync(userId, waiting.Personal!["device"], "mail.device")).Value);
    }

    private static TemporaryFolder NewFolder() => new();

    private static TemporaryStore NewStore(TimeProvider clock) => new(clock, options => options, [.. ContainerCatalog.Product]);

    private ServiceKeysFile OpenKeys() => ServiceKeysFile.Open(folder.File("service-keys.json"), clock, new SystemRandomness());

    private (PersonalKeys Personal, Partitions Partitions) NewProcess()
    {
        var own = new PersonalKeys(store.Store, keys, new SystemRandomness(), clock);
        return (own, new Partitions(store.Store, bus, ids, clock, new PartitionOptions { ExclusiveProcess = false }, NullLogger<Partitions>.Instance, personal: own));
    }

    private async Task OpenAccountAsync(Partitions by, string id)
    {
        var opened = await by.DecideAsync<Unit>(AccountPartitions.OfUser(id), view =>
        {
            view.Add(new ProfileDocument(id, Email, "DE", [RoleNames.Of(Role.Customer)], clock.GetUtcNow()));
            return Unit.Value;
        });
        Assert.True(opened.IsSuccess, opened.Error?.Message);
    }

    private async Task ChangeAsync(Partitions by, Func<ProfileDocument, ProfileDocument> change, string? id = null)
    {
        var changed = await by.DecideAsync<Unit>(AccountPartitions.OfUser(id ?? userId), view =>
        {
            if (view.Find<ProfileDocument>(ProfileDocument.DocumentId) is not { } profile)
            {
                return new UserNotFound();
            }

            view.Set(change(profile));
            return Unit.Value;
        });
        Assert.True(changed.IsSuccess, changed.Error?.Message);
    }

    private async Task<string?> EmailByDecisionAsync(Partitions by) =>
        (await by.DecideAsync<PersonalText>(AccountPartitions.OfUser(userId), view => view.Find<ProfileDocument>(ProfileDocument.DocumentId)?.Email ?? default)).Value.ValueOrNull;

    private async Task<string> StoredAsync(string? id = null) =>
        Encoding.UTF8.GetString((await store.Store.ReadAsync(AccountPartitions.Users, id ?? userId, ProfileDocument.DocumentId))!.Body.Span);

    private async Task<DataKeyDocument> DataKeyAsync(string? id = null) =>
        (await store.Store.FindAsync<DataKeyDocument>(AccountPartitions.OfUser(id ?? userId), DataKeyDocument.DocumentId))!;

    private async Task PutAsync(string partition, string id, string body)
    {
        var put = await store.Store.CommitAsync(new DocumentBatch(AccountPartitions.Users, partition, [DocumentOperation.Create(id, Encoding.UTF8.GetBytes(body))]));
        Assert.True(put.IsCommitted, put.Reason);
    }

    private async Task ReplaceAsync(string partition, Action<JsonObject> change)
    {
        var stored = (await store.Store.ReadAsync(AccountPartitions.Users, partition, ProfileDocument.DocumentId))!;
        var body = JsonNode.Parse(stored.Body.Span)!.AsObject();
        change(body);
        var put = await store.Store.CommitAsync(new DocumentBatch(
            AccountPartitions.Users, partition, [DocumentOperation.Replace(stored.Id, Encoding.UTF8.GetBytes(body.ToJsonString()), stored.ETag)]));
        Assert.True(put.IsCommitted, put.Reason);
    }
}
