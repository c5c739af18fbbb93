using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Functions.Http.Api.Problems;
using CryptoVault.Functions.Http.General.Contract;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.General;

/// <summary>The API's contract, for programs and to be read.</summary>
public sealed class ContractFunctions
{
    /// <summary>The contract as OpenAPI 3.1.</summary>
    [Function("OpenApi"), AllowAnonymous, Weight(5)]
    public IResult OpenApi([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/openapi.json")] HttpRequest request) => ContractPages.OpenApi;

    /// <summary>The contract as a page (Swagger UI).</summary>
    [Function("Docs"), AllowAnonymous]
    public IResult Docs([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "docs")] HttpRequest request) => ContractPages.Index;

    /// <summary>What the page is made of.</summary>
    [Function("DocsAsset"), AllowAnonymous]
    public IResult Asset([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "docs/{file}")] HttpRequest request, string file) =>
        ContractPages.Find(file) ?? (IResult)new ProblemAnswer(new RouteNotFound());
}
