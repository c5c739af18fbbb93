using CryptoVault.Accounts;
using CryptoVault.Functions.Http.Api;
using CryptoVault.Functions.Http.Api.Access;
using CryptoVault.Functions.Http.Api.Queries;
using CryptoVault.Portfolios;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace CryptoVault.Functions.Http.Portfolio;

/// <summary>What a customer's money is worth, cost and gained.</summary>
public sealed class PortfolioFunctions(ReadPortfolio readPortfolio, TimeProvider clock)
{
    private const int DefaultDays = 30;
    private const int MostDays = 366;

    /// <summary>Positions with average cost, and realised and unrealised profit and loss.</summary>
    [Function("Portfolio"), Allow(Role.Customer, ReadKeys = true), Weight(5)]
    public Task<IResult> Find(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/portfolio")] HttpRequest request, FunctionContext context) =>
        request.AnswerAsync<PortfolioView>(
            async () => PortfolioView.Of(await readPortfolio.FindAsync(context.Caller().UserId, context.CancellationToken)), Answers.Ok);

    /// <summary>The equity curve: a point per day (UTC), with what came in and what was gained.</summary>
    [Function("PortfolioPerformance"), Allow(Role.Customer, ReadKeys = true), Weight(10)]
    public Task<IResult> Follow(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/portfolio/performance")] HttpRequest request, FunctionContext context) =>
        request.AnswerQueryAsync<(DateOnly From, DateOnly To), PerformanceView>(
            DaysOf,
            async days => PerformanceView.Of(
                days.From, days.To, await readPortfolio.FollowAsync(context.Caller().UserId, days.From, days.To, context.CancellationToken)),
            Answers.Ok);

    private (DateOnly From, DateOnly To) DaysOf(QueryReader query)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var to = query.Date("to") ?? today;
        var from = query.Date("from") ?? to.AddDays(1 - DefaultDays);
        if (to > today)
        {
            query.Refuse("to", "OUT_OF_RANGE", "The last day is not after today.", $"{to:yyyy-MM-dd}", $"..{today:yyyy-MM-dd}", $"{today:yyyy-MM-dd}");
        }

        if (from > to || to.DayNumber - from.DayNumber >= MostDays)
        {
            query.Refuse("from", "OUT_OF_RANGE", $"The first day is at most {MostDays} days before the last one, and not after it.", $"{from:yyyy-MM-dd}", $"1..{MostDays} days");
        }

        return (from, to);
    }
}
