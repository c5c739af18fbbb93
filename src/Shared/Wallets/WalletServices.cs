using CryptoVault.Accounts.UserNames;
using CryptoVault.Adapters.HttpCustody;
using CryptoVault.Adapters.Simulated;
using CryptoVault.Compliance.AddressScreening;
using CryptoVault.Compliance.Cases;
using CryptoVault.Compliance.Lists;
using CryptoVault.Compliance.NameScreening;
using CryptoVault.Fees;
using CryptoVault.Ledger;
using CryptoVault.Ledger.Verification;
using CryptoVault.Mail;
using CryptoVault.Money;
using CryptoVault.Prices;
using CryptoVault.Security;
using CryptoVault.Wallets.AddressBook;
using CryptoVault.Wallets.Balances;
using CryptoVault.Wallets.Bank;
using CryptoVault.Wallets.Custody;
using CryptoVault.Wallets.Deposits;
using CryptoVault.Wallets.Limits;
using CryptoVault.Wallets.Networks;
using CryptoVault.Wallets.Risk;
using CryptoVault.Wallets.Transfers;
using CryptoVault.Wallets.TravelRule;
using CryptoVault.Wallets.Valuation;
using CryptoVault.Wallets.Withdrawals;
using CryptoVault.Wallets.Withdrawals.Dossiers;
using CryptoVault.Wallets.Withdrawals.Policy;
using CryptoVault.Wallets.Withdrawals.Steps;
using CryptoVault.Wallets.Withdrawals.Stuck;
using CryptoVault.Wallets.Withdrawals.Switches;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace CryptoVault.Wallets;

/// <summary>Composes the wallet area, alike in both apps. What was registered before stays.</summary>
public static class WalletServices
{
    /// <summary>Adds the wallet and the cases that it leans on. The store, the partitions, the clock and the ids are the host's.</summary>
    /// <exception cref="ArgumentException">The configuration is not valid; the message names what is wrong.</exception>
    public static IServiceCollection AddWallets(this IServiceCollection services, IConfiguration configuration)
    {
        var withdrawals = configuration.GetSection("Wallets:Withdrawals").Get<WithdrawalOptions>() ?? new WithdrawalOptions();
        services.TryAddSingleton(AssetCatalog.StartingWithDefaults());
        services.TryAddSingleton(provider => NetworkCatalog.From(
            configuration.GetSection("Wallets:Networks").Get<AssetNetworkOptions[]>() ?? [], provider.GetRequiredService<AssetCatalog>()));
        services.TryAddSingleton<AssetDirectory>();
        services.AddHostedService(provider => provider.GetRequiredService<AssetDirectory>());
        services.TryAddSingleton<ChangeAssets>();
        services.TryAddSingleton(withdrawals);
        services.TryAddSingleton<WithdrawalPolicies>();
        services.TryAddSingleton<ChangePolicy>();
        AddScreening(services, configuration, withdrawals);
        services.TryAddSingleton(configuration.GetSection("Wallets:Risk").Get<WithdrawalRiskOptions>() ?? new WithdrawalRiskOptions());
        services.TryAddSingleton<RiskHistory>();
        services.TryAddSingleton(configuration.GetSection("Wallets:Transfers").Get<TransferOptions>() ?? new TransferOptions());
        services.TryAddSingleton(configuration.GetSection("Wallets:Faucet").Get<FaucetOptions>() ?? new FaucetOptions());
        services.TryAddSingleton(configuration.GetSection("Wallets:AddressBook").Get<AddressBookOptions>() ?? new AddressBookOptions());
        services.TryAddSingleton(provider =>
            (configuration.GetSection("Wallets:Limits").Get<WithdrawalLimitOptions>() ?? new WithdrawalLimitOptions()).ToLimits(provider.GetRequiredService<AssetCatalog>()));
        services.TryAddSingleton(configuration.GetSection("Wallets:TravelRule").Get<TravelRuleOptions>() ?? new TravelRuleOptions());
        services.TryAddSingleton<TravelRules>();
        services.TryAddSingleton<WithdrawalAdmission>();
        services.TryAddSingleton<ReferencePrices>();
        services.TryAddSingleton<IUsdValuation, ReferencePriceValuation>();
        AddCustody(services, configuration);

        services.TryAddSingleton(new TokenContracts(configuration.GetSection("Wallets:TokenContracts").Get<TokenContract[]>() ?? []));
        services.TryAddSingleton<PaymentUris>();
        services.TryAddSingleton<GetDepositAddress>();
        services.TryAddSingleton(configuration.GetSection("Wallets:Deposits").Get<DepositOptions>() ?? new DepositOptions());
        services.TryAddSingleton<SourceScreening>();
        services.TryAddSingleton<FollowDeposits>();
        services.TryAddSingleton<DetectDeposits>();
        services.TryAddSingleton<ReadDeposits>();
        services.TryAddSingleton<SendTestFunds>();
        services.TryAddSingleton<ScriptChain>();
        services.TryAddSingleton<ReadBalances>();
        services.TryAddSingleton<ValueBalances>();
        services.TryAddSingleton<ReadEntries>();
        services.AddMailTokens();
        services.TryAddSingleton<ChangeAddressBook>();
        services.TryAddSingleton<ReadLimits>();
        services.TryAddSingleton<QuoteWithdrawal>();
        services.TryAddSingleton<RequestWithdrawal>();
        services.TryAddSingleton<ConfirmWithdrawal>();
        services.TryAddSingleton<CancelWithdrawal>();
        services.TryAddSingleton<ReadWithdrawals>();
        services.AddMailTokens();
        services.TryAddSingleton<ConfirmationMails>();
        services.TryAddSingleton<ResendConfirmation>();
        services.TryAddSingleton<WithdrawalSwitches>();
        services.TryAddSingleton<ReviveWithdrawals>();
        services.TryAddSingleton<SwitchWithdrawals>();
        services.TryAddSingleton<StuckWithdrawals>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHoldPurpose, WithdrawalHolds>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHoldPurpose, DepositHolds>());
        services.TryAddSingleton<ICustodyAudit, CustodyAudit>();
        services.AddLedger(configuration);
        services.TryAddSingleton(configuration.GetSection("Compliance:Cases").Get<CaseOptions>() ?? new CaseOptions());
        services.TryAddSingleton<IReviewers, StoredReviewers>();
        services.TryAddSingleton<CaseDesk>();
        services.TryAddSingleton<ReadCases>();
        services.TryAddSingleton<DecideCase>();
        services.TryAddSingleton<WorkOnCase>();
        services.TryAddSingleton<CaseMetrics>();
        services.TryAddSingleton<ReadTravelRuleData>();
        services.TryAddSingleton<ReadDossier>();
        return services;
    }

    /// <summary>Adds payments between customers, which look accounts up.</summary>
    public static IServiceCollection AddTransfers(this IServiceCollection services)
    {
        services.TryAddSingleton<IRandomness, SystemRandomness>();
        services.TryAddSingleton<FeeSchedules>();
        services.TryAddSingleton<TransferScreening>();
        services.TryAddSingleton<ITransferAdmission, TransferAdmission>();
        services.TryAddSingleton<PaymentCodes>();
        services.TryAddSingleton<UserNameDirectory>();
        services.TryAddSingleton<Recipients>();
        services.TryAddSingleton<RequestTransfer>();
        services.TryAddSingleton<ReadTransfers>();
        services.TryAddSingleton<PaymentClaims>();
        services.TryAddSingleton<PaymentRequests>();
        services.TryAddSingleton<PayRequest>();
        return services;
    }

    /// <summary>Adds the mails about payments between customers.</summary>
    public static IServiceCollection AddTransferMails(this IServiceCollection services) =>
        services.AddMailTemplate<TransferSentMail>().AddMailTemplate<TransferReceivedMail>();

    /// <summary>Adds the steps of the withdrawal's orchestration and its mails.</summary>
    public static IServiceCollection AddWithdrawalSteps(this IServiceCollection services)
    {
        services.AddMailTemplate<ConfirmWithdrawalMail>();
        services.AddMailTemplate<ConfirmAddressMail>();
        services.AddMailTemplate<DepositMail>();
        services.AddMailTemplate<WithdrawalMail>();
        services.AddMailTemplate<CaseMail>();
        services.TryAddSingleton<WithdrawalDecider>();
        services.TryAddSingleton<FeeSchedules>();
        services.TryAddSingleton<WithdrawalFacts>();
        services.TryAddSingleton<AssessWithdrawal>();
        services.TryAddSingleton<ITravelRuleMessenger, TravelRuleOutbox>();
        services.TryAddSingleton<SendTravelRuleMessage>();
        services.TryAddSingleton<AskForConfirmation>();
        services.TryAddSingleton<FollowConfirmation>();
        services.TryAddSingleton<ScreenWithdrawal>();
        services.TryAddSingleton<ApplyPolicy>();
        services.TryAddSingleton<OpenApprovalCase>();
        services.TryAddSingleton<FollowApproval>();
        services.TryAddSingleton<SubmitWithdrawal>();
        services.TryAddSingleton<FeeBumps>();
        services.TryAddSingleton<FollowCustody>();
        services.TryAddSingleton<OpenReviewCase>();
        services.TryAddSingleton<FollowReview>();
        services.TryAddSingleton<GiveBackWithdrawal>();
        services.TryAddSingleton<StopWithdrawal>();
        return services;
    }

    private static void AddScreening(IServiceCollection services, IConfiguration configuration, WithdrawalOptions withdrawals)
    {
        if (configuration.GetSection("Compliance:AddressLists").Exists())
        {
            throw new ArgumentException("Compliance:AddressLists is not known any more: its settings stand under Compliance:Lists."); // ignored, other lists would decide
        }

        var options = configuration.GetSection("Compliance:Lists").Get<ListOptions>() ?? new ListOptions();
        services.TryAddSingleton<IAddressScreening>(provider =>
        {
            var sanctions = FilesOf(provider, ListKind.Addresses, lists => AddressLists.Of(lists, withdrawals.BlockedAddresses));
            var risks = FilesOf(provider, ListKind.RiskyAddresses, lists => AddressLists.Of(lists, []));
            return new ListScreening(() => sanctions.Current, () => risks.Current, provider.GetRequiredService<TimeProvider>());
        });
        services.TryAddSingleton<INameScreening>(provider =>
        {
            var names = FilesOf(provider, ListKind.Names, NameLists.Of);
            return new ListNameScreening(() => names.Current, provider.GetRequiredService<TimeProvider>());
        });

        ListFiles<T> FilesOf<T>(IServiceProvider provider, ListKind kind, Func<IReadOnlyList<ListText>, T> load) where T : class, ILoadedLists =>
            new(kind, options, load, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<ListFiles<T>>>());
    }

    private static void AddCustody(IServiceCollection services, IConfiguration configuration)
    {
        services.TryAddSingleton<ReceiveCustodyWebhook>();
        services.TryAddSingleton(configuration.GetSection("Custody:Simulated").Get<SimulatedChainOptions>() ?? new SimulatedChainOptions());
        services.TryAddSingleton<SimulatedChain>();
        var provider = configuration["Custody:Provider"] ?? "Simulated";
        switch (configuration["Bank:Provider"] ?? (provider == "Simulated" ? "Simulated" : "None"))
        {
            case "Simulated":
                services.TryAddSingleton<IBankRail, SimulatedBank>();
                break;
            case "None":
                services.TryAddSingleton<IBankRail, NoBankRail>();
                break;
            case var unknown:
                throw new ArgumentException($"Bank:Provider '{unknown}' is not known; there are: Simulated, None.");
        }

        services.TryAddSingleton<BankCustody>();
        switch (provider)
        {
            case "Simulated":
                services.TryAddSingleton<ICustody>(found => new CustodyRouter(found.GetRequiredService<SimulatedChain>(), found.GetRequiredService<BankCustody>()));
                services.TryAddSingleton<IDevelopmentChain>(found => found.GetRequiredService<SimulatedChain>());
                break;
            case "Http":
                services.TryAddSingleton((configuration.GetSection("Custody:Http").Get<HttpCustodyOptions>() ?? new HttpCustodyOptions()).Checked());
                services.AddHttpClient(nameof(HttpCustody));
                services.TryAddSingleton(found => new HttpCustody(
                    found.GetRequiredService<IHttpClientFactory>().CreateClient(nameof(HttpCustody)), found.GetRequiredService<HttpCustodyOptions>(),
                    found.GetRequiredService<AssetCatalog>(), found.GetRequiredService<TimeProvider>(), found.GetRequiredService<ILogger<HttpCustody>>()));
                services.TryAddSingleton<ICustody>(found => new CustodyRouter(found.GetRequiredService<HttpCustody>(), found.GetRequiredService<BankCustody>()));
                break;
            case var unknown:
                throw new ArgumentException($"Custody:Provider '{unknown}' is not known; there are: Simulated, Http.");
        }
    }
}
