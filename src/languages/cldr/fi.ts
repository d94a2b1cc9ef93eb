// Copied by build/rbnf.ts from cldr-rbnf 48.2.0, © Unicode, Inc., Unicode-3.0 (LICENSE.unicode).
export const rules = `
%spellout-cardinal:
-x: miinus >>;
x.x: << pilkku >>;
0: nolla;
1: yksi;
2: kaksi;
3: kolme;
4: neljä;
5: viisi;
6: kuusi;
7: seitsemän;
8: kahdeksan;
9: yhdeksän;
10: kymmenen;
11: >>toista;
20: <<\u00ADkymmentä[\u00AD>>];
100: sata[\u00AD>>];
200: <<\u00ADsataa[\u00AD>>];
1000: tuhat[\u00AD>>];
2000: <<\u00ADtuhatta[\u00AD>>];
1000000: << miljoona[ >>];
2000000: << miljoonaa[ >>];
1000000000: << miljardi[ >>];
2000000000: << miljardia[ >>];
1000000000000: << biljoona[ >>];
2000000000000: << biljoonaa[ >>];
1000000000000000000: =#,##0=;
`;
