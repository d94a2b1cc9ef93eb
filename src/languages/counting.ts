// Words around numbers, in languages whose numbers have genders: which they count, and which they do not.
import type { Counting } from '../message/readings/language.ts';
import type { Gender } from '../message/readings/reading.ts';

const anyOf = (words: string) => new RegExp(`^(?:${words.split(' ').join('|')})$`, 'u');

/** Parses "f vez veces, m mensaje mensajes". */
const genders = (text: string): ReadonlyMap<string, Gender> =>
  new Map(
    text.split(', ').flatMap((list) => {
      const [gender, ...words] = list.split(' ');
      return words.map((word) => [word, gender as Gender] as const);
    }),
  );

export const COUNTING = {
  es: {
    uncounted: anyOf(
      'y e o u ni que de del a al en por para con sin si no es son está están fue será hay como cuando hasta desde entre sobre se lo la las los el le les me te su sus mi tu más menos ya pero porque donde ahora seguido dice sale libre norte sur sí ha han he gracias todos',
    ),
    labels: anyOf(
      'el número n\\.º nº tecla marque marca pulse pulsa presione oprima digite teclee opción paso artículo ruta línea sala habitación piso turno pedido página calle código canal grupo zona lote bus puerta mesa capítulo versión parte',
    ),
    feminine: anyOf('la las'),
    nouns: genders(
      'f vez veces persona personas bolsa bolsas planta plantas semilla semillas cucharada cucharadas pastilla pastillas vaca vacas gallina gallinas visita visitas llamada llamadas familia familias fruta frutas, m mensaje mensajes saco sacos pago pagos punto puntos producto productos árbol árboles animal animales agricultor agricultores vaso vasos',
    ),
    plural: /s$/,
  },
  pt: {
    uncounted: anyOf(
      'e ou nem que de do da dos das a à ao aos às o os as em no na nos nas por pelo pela para com sem se não é são está estão foi será há como quando até desde entre sobre mais menos já mas porque agora aberta vírgula',
    ),
    labels: anyOf(
      'o número nº tecla marque digite pressione disque opção passo artigo rota linha sala quarto andar turno pedido página rua código canal grupo zona lote ônibus autocarro porta mesa capítulo versão parte',
    ),
    feminine: anyOf('a as à às'),
    nouns: genders(
      'f vez vezes pessoa pessoas bolsa bolsas planta plantas semente sementes colher colheres vaca vacas galinha galinhas visita visitas chamada chamadas família famílias mensagem mensagens fruta frutas, m saco sacos pagamento pagamentos ponto pontos produto produtos animal animais agricultor agricultores copo copos',
    ),
    plural: /s$/,
  },
  fr: {
    uncounted: anyOf(
      'et ou ni que de du des à au aux en par pour avec sans si ne est sont était sera a ont qui dans sur entre vers chez puis mais car le la les plus moins comme quand maintenant suivi lorsque direction ha',
    ),
    labels: anyOf(
      'le numéro n° nº touche tapez appuyez composez option étape article route ligne salle chambre étage page rue code canal groupe zone lot bus porte table chapitre version partie',
    ),
    nouns: genders(
      'f fois personne personnes plante plantes graine graines cuillère cuillères vache vaches poule poules visite visites famille familles, m message messages sac sacs paiement paiements point points produit produits arbre arbres animal animaux agriculteur agriculteurs verre verres',
    ),
    plural: /[sx]$/,
  },
  it: {
    uncounted: anyOf(
      'e ed o od né che di del dello della dei degli delle a ad al allo alla ai agli alle da dal dalla in nel nella per con senza se non è sono era sarà ha su sul sulla tra fra il lo la gli le più meno ma come quando fino adesso',
    ),
    labels: anyOf(
      'il numero n\\. tasto prema premi digiti digita opzione passo articolo linea sala stanza piano pagina via codice canale gruppo zona lotto autobus porta tavolo capitolo versione parte',
    ),
    nouns: genders('f volta persona pianta pastiglia, m messaggio sacco punto prodotto animale'),
  },
  ru: {
    uncounted: anyOf(
      'и или а но да в во на с со к ко по для до от из за о об у при над под через без как что если не ни же бы это есть был была было будет чтобы кг км см мм мл т л г га руб',
    ),
    labels: anyOf(
      'номер № нажмите цифру кнопку код дом квартира страница пункт шаг маршрут линия зал группа',
    ),
    nouns: genders(''),
  },
} as const satisfies Readonly<Record<string, Counting>>;
