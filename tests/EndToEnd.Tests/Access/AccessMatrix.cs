using CryptoVault.DemoPlayer.Client;
using CryptoVault.Requests;

namespace CryptoVault.EndToEnd.Tests.Access;

/// <summary>Calls operations as everybody and compares the answers with what the contract says who may.</summary>
internal sealed class AccessMatrix(Cast cast)
{
    private readonly List<string> failures = [];
    private readonly List<string> operations = [];

    /// <summary>Cells that are not as they should be.</summary>
    public IReadOnlyList<string> Failures => failures;

    /// <summary>Ids of the operations that were called.</summary>
    public IReadOnlyList<string> Operations => operations;

    /// <summary>How many cells were looked at.</summary>
    public int Cells { get; private set; }

    public async Task CheckAsync(Operation operation)
    {
        operations.Add(operation.Id);
        if (Recipes.Impossible.ContainsKey(operation.Id))
        {
            return;
        }

        try
        {
            await CheckAsync(operation, Recipes.Of(operation));
        }
        catch (Exception fault) when (fault is UnexpectedException or AnswerLostException or InvalidOperationException)
        {
            failures.Add($"{operation}: {fault.Message}");
        }
    }

    private async Task CheckAsync(Operation operation, Recipe recipe)
    {
        var owner = recipe.IsForStrangers ? await cast.StrangerAsync(hasSecondFactor: true) : OwnerOf(operation);
        var call = await recipe.Make(cast, owner);
        if (operation.IsAnonymous)
        {
            await ExpectAsync(operation, "nobody", call, null, 200);
            return;
        }

        if (operation.IsRead)
        {
            await ExpectAsync(operation, $"{owner}, the owner", call, owner.Token, 200);
        }

        await ExpectAsync(operation, "nobody", call, null, 401);
        foreach (var person in cast.Everybody.Where(person => person != owner))
        {
            if (!operation.IsForAll && !operation.Roles.Any(person.Roles.Contains))
            {
                await ExpectAsync(operation, $"{person}", call, person.Token, 403);
            }
            else if (recipe.IsOwn)
            {
                await ExpectAsync(operation, $"{person}, on {owner}'s", call, person.Token, 404);
            }
            else if (!recipe.IsForStrangers)
            {
                await ExpectAsync(operation, $"{person}", await recipe.Make(cast, person), person.Token, 200);
            }
        }

        await ExpectAsync(operation, $"{owner}, after all others", call, owner.Token, 200);
    }

    private Person OwnerOf(Operation operation) =>
        operation.IsForAll || operation.IsAnonymous || operation.Roles.Contains("customer") ? cast.Ana : cast.Staff[operation.Roles[0]];

    private async Task ExpectAsync(Operation operation, string who, Call call, string? token, int expected)
    {
        Cells++;
        var answer = await call.SendAsync(cast.Api, operation, token);
        var isExpected = expected == 200 ? answer.Status is >= 200 and < 300 : answer.Status == expected && answer.ContentType == "application/problem+json";
        if (!isExpected)
        {
            failures.Add($"{operation} as {who}: expected {(expected == 200 ? "2xx" : expected)}, got {answer}");
        }
    }
}
