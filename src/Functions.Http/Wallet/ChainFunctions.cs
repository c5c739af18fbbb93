using CryptoVault.Accounts;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Wallets.Custody;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Wallet;

/// <summary>What developers have the simulated networks do.</summary>
public sealed class ChainFunctions(ScriptChain scriptChain)
{
    /// <summary>
    /// Has a simulated network mine blocks, replace its newest ones, or decide what becomes of a transaction. In development
    /// only.
    /// </summary>
    [Function("ScriptChain"), Allow(Role.Admin), Weight(5)]
    public Task<IResult> Script(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/dev/chain")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<ChainScriptRequest, ChainScriptView>(
            async body => (await scriptChain.ExecuteAsync(body.ToScript(), context.CancellationToken)).Map(ChainScriptView.Of), Answers.Ok);
}

internal sealed record ChainScriptRequest(
    string Network, ChainAction Action, int? Blocks = null, ChainFate? Fate = null, string? TransactionId = null, string? Address = null, string? Asset = null,
    string? Amount = null, string? Source = null) : IChecked
{
    public void Check(FieldChecks check)
    {
        check.Text("/network", Network, 1, 32);
        check.Text("/transactionId", TransactionId, 1, 128);
        check.Text("/address", Address, 1, 128);
        check.Text("/source", Source, 1, 128);
        check.Range("/blocks", Blocks, 1, ChainScript.MostBlocks);
        switch (Action)
        {
            case ChainAction.Mine or ChainAction.Reorganize:
                Need("/blocks", Blocks);
                break;
            case ChainAction.Decide:
                Need("/transactionId", TransactionId);
                Need("/fate", Fate);
                break;
            case ChainAction.Plan:
                Need("/address", Address);
                Need("/fate", Fate);
                break;
            default:
                Need("/address", Address);
                Need("/asset", Asset);
                Need("/amount", Amount);
                break;
        }

        void Need(string pointer, object? value)
        {
            if (value is null)
            {
                check.Refuse(pointer, "REQUIRED", "This action needs it.");
            }
        }
    }

    public ChainScript ToScript() => new(Network, Action, Blocks ?? 0, Fate ?? ChainFate.Mined)
    {
        TransactionId = TransactionId ?? "", Address = Address ?? "", Asset = Asset ?? "", Amount = Amount ?? "", Source = Source,
    };
}

internal sealed record ChainScriptView(string? TransactionId, int Transactions)
{
    public static ChainScriptView Of(ChainScripted scripted) => new(scripted.TransactionId, scripted.Transactions);
}
